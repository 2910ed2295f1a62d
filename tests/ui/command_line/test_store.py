"""The office's commands with `--store`: the same answers from PostgreSQL as from a data folder, and sentences for what fails."""

import json
from pathlib import Path

import pytest

from models.errors import ApplicationError
from models.exchange.inbox import Wish
from models.exchange.merging import Decision, ItemReview
from models.workspace.office.server import ServerOffice
from tests.server import NAME, PASSWORD, Server
from tests.ui.command_line.conftest import Journey, call

pytestmark = pytest.mark.server
_FINDING = {"item": "basic.BR1", "kind": "doubtful", "text": "请补充营业执照。", "due_on": "2027-03-31"}
_COMMANDS = (("inbox", "list"), ("dossier", "1"), ("worker",), ("region",), ("reply", "import", "x.pdf"))


@pytest.fixture
def store(server: Server) -> tuple[str, str]:
    """`--store` with a database of the test's own, empty."""
    return ("--store", server.database())


def _reply(journey: Journey, folder: Path, factory: Path) -> Path:
    findings = {"format": "zhijie-findings", "format_version": 1, "conclusion": "请补充", "findings": [_FINDING]}
    (folder / "findings.json").write_text(json.dumps(findings, ensure_ascii=False), "utf-8")
    reply = folder / "reply.pdf"
    said = call("--data", factory, "review", journey.report, "--findings", folder / "findings.json", *journey.key, "-o", reply)  # fmt: skip
    assert said.code == 0, said.err
    return reply


def test_both_engines_give_the_same_answers(journey: Journey, store: tuple[str, str], tmp_path: Path) -> None:
    """The same files, commands and answers, whether the inbox is in a data folder or on a server."""
    reply = _reply(journey, tmp_path, tmp_path / "assessor")
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 other")
    answers = []
    for where in ((), store):
        office = tmp_path / f"office{len(where)}"
        assert call("--data", office, "trust", "add", journey.folder / "signer.pem").code == 0
        added = call("--data", office, "inbox", "add", reply, journey.report, journey.report, other, "--json", *where)
        assert added.code == 0, added.err
        rows = call("--data", office, "inbox", "list", "--json", *where).value
        dossier = call("--data", office, "dossier", "1", "--json", *where).value
        region = call("--data", office, "region", "--no-services", "--json", *where).value
        for row in (*rows, *dossier["reports"]):
            del row["kept_at" if "kept_at" in row else "seen_at"]
        rows.sort(key=lambda row: row["file"])
        files = sorted((file["file"], file["verdict"], file["was_here"]) for file in added.value["files"])
        answers.append((files, rows, dossier, region))
    assert answers[0][0] == answers[1][0]
    assert answers[0][1] == answers[1][1]
    assert answers[0][2] == answers[1][2]
    assert answers[0][3] == answers[1][3]
    assert [row["state"] for row in answers[1][1]] == [None, "waiting", "waiting"]


def test_a_worker_verifies_what_others_handed_in(journey: Journey, store: tuple[str, str], tmp_path: Path) -> None:
    """Handed in on one computer, verified by another, seen on a third; a second worker finds nothing to do."""
    handed = call("--data", tmp_path / "a", "inbox", "add", journey.report, "--leave", "--json", *store)
    assert (handed.code, handed.value["waiting"], handed.value["files"]) == (0, 1, [])
    assert call("--data", tmp_path / "c", "inbox", "list", "--json", *store).value == []
    assert call("--data", tmp_path / "b", "worker", "--json", *store).value == {"kept": 1, "waiting": 0}
    assert call("--data", tmp_path / "b", "worker", "--json", *store).value == {"kept": 0, "waiting": 0}
    (row,) = call("--data", tmp_path / "c", "inbox", "list", "--json", *store).value
    assert (row["verdict"], row["seen"]) == ("untrusted", 1)
    again = call("--data", tmp_path / "c", "inbox", "add", journey.report, "--json", *store).value
    assert (again["new"], again["waiting"], len(again["files"])) == (0, 0, 1)


def test_a_reply_is_tied_to_its_dossier_in_the_store(journey: Journey, store: tuple[str, str], tmp_path: Path) -> None:
    """Before its report has come it waits, with a sentence; then it stands in the dossier. A report is no reply."""
    office, reply = tmp_path / "office", _reply(journey, tmp_path, tmp_path / "assessor")
    early = call("--data", office, "reply", "import", reply, "--json", *store)
    assert (early.code, early.value["error"]) == (1, "answers_another_report")
    assert call("--data", office, "inbox", "add", journey.report, *store).code == 0
    imported = call("--data", office, "reply", "import", reply, "--json", *store)
    assert imported.code == 0, imported.err
    assert (imported.value["findings"][0]["text"], imported.value["was_here"]) == (_FINDING["text"], True)
    wrong = call("--data", office, "reply", "import", journey.report, "--json", *store)
    assert (wrong.code, wrong.value["error"]) == (1, "not_a_sound_reply")


@pytest.mark.parametrize("words", _COMMANDS)
def test_a_store_that_cannot_be_used_is_one_sentence(server: Server, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A wrong password, no such database, nobody there, a stranger's database, no address: no password is ever said."""
    stranger = server.database()
    server.execute(stranger.rpartition("/")[2], "CREATE TABLE theirs (id int)")
    bad = {
        "store_login": server.address("postgres", password="falsch-91c"),
        "store_missing": server.address("nothing"),
        "store_away": f"postgresql+psycopg://{NAME}:{PASSWORD}@127.0.0.1:1/zhijie",
        "not_a_store": stranger,
        "store_not_encrypted": f"{server.database()}?sslmode=require",
        "store_address": f"mysql://{NAME}:{PASSWORD}@127.0.0.1/zhijie",
    }
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    for code, address in bad.items():
        refused = call("--data", tmp_path / "office", *words, "--json", "--debug", "--store", address)
        assert (refused.code, refused.value["error"]) == (2, code), refused.err
        assert PASSWORD not in refused.out + refused.err
        assert "falsch-91c" not in refused.out + refused.err
    assert not (tmp_path / "office").exists()
    assert server.execute(stranger.rpartition("/")[2], "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]  # fmt: skip


def test_a_newer_store_is_refused_untouched(store: tuple[str, str], server: Server, tmp_path: Path) -> None:
    """A store that a later program has changed says so, and stays as it is."""
    assert call("--data", tmp_path, "inbox", "list", *store).code == 0
    server.execute(store[1].rpartition("/")[2], "UPDATE alembic_version SET version_num = '99'")
    refused = call("--data", tmp_path, "inbox", "list", "--json", *store)
    assert (refused.code, refused.value["error"]) == (2, "store_from_the_future")


def test_the_password_comes_from_a_file(
    store: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address without a password works with the file that PGPASSFILE names, and is refused without it."""
    bare = store[1].replace(f":{PASSWORD}@", "@")
    assert call("--data", tmp_path, "inbox", "list", "--json", "--store", bare).value["error"] == "store_login"
    secret = tmp_path / "pgpass"
    secret.write_text(f"127.0.0.1:*:*:{NAME}:{PASSWORD}\n")
    secret.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(secret))
    assert call("--data", tmp_path, "inbox", "list", "--json", "--store", bare).value == []


def test_each_role_may_do_what_it_needs_and_no_more(
    journey: Journey, store: tuple[str, str], server: Server, tmp_path: Path
) -> None:
    """A reader only looks; an assessor takes in and writes under the own name; a lead says whom the office trusts."""
    database = store[1].rpartition("/")[2]
    said = call("--data", tmp_path, "store", "grants", "--json", *store)
    assert (said.code, said.value["applied"]) == (0, False)
    assert server.execute("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'zhijie\\_%'") == [(0,)]
    assert call("--data", tmp_path, "store", "grants", "--apply", *store).code == 0
    secret = tmp_path / "secret"
    secret.write_text("s3cret-of-all\n")
    logins = {}
    for role in ("reader", "assessor", "lead"):
        created = call("--data", tmp_path, "store", "login", f"{role}_1", "--role", role, "--person", "李评", "--password-file", secret, *store)  # fmt: skip
        assert created.code == 0, created.err
        logins[role] = ("--store", server.address(database, f"{role}_1", "s3cret-of-all"))
    add = ("inbox", "add", journey.report, "--json")
    refused = call("--data", tmp_path / "r", *add, *logins["reader"])
    assert (refused.code, refused.value["error"]) == (1, "store_forbidden")
    taken = call("--data", tmp_path / "a", *add, *logins["assessor"])
    assert (taken.code, taken.value["new"]) == (0, 1), taken.err
    assert call("--data", tmp_path / "a", "worker", *logins["assessor"]).code == 0
    (row,) = call("--data", tmp_path / "r", "inbox", "list", "--json", *logins["reader"]).value
    assert row["verdict"] == "untrusted"
    assert call("--data", tmp_path / "r", "region", "--no-services", *logins["reader"]).code == 0

    for role, verdict in (("assessor", "untrusted"), ("lead", "valid")):
        folder = tmp_path / f"trust of {role}"
        assert call("--data", folder, "trust", "add", journey.folder / "signer.pem").code == 0
        (row,) = call("--data", folder, "inbox", "list", "--json", *logins[role]).value
        assert row["verdict"] == verdict
    distrust = ("store", "distrust", journey.folder / "signer.pem", "--json")
    assert call("--data", tmp_path, *distrust, *logins["assessor"]).value["error"] == "store_forbidden"
    assert call("--data", tmp_path, *distrust, *logins["lead"]).code == 0
    (row,) = call("--data", tmp_path / "trust of lead", "inbox", "list", "--json", *logins["lead"]).value
    assert row["verdict"] == "untrusted", "what was taken away is not brought back by another computer"

    with ServerOffice.open(logins["assessor"][1], tmp_path) as office:
        (kept,) = [row.kept for row in office.exchange.rows(Wish())]
        assert office.exchange.save_item(kept, ItemReview("李评", "basic.BR1", text="请补充")).revision == 1
        with pytest.raises(ApplicationError, match="may not do this"):
            office.exchange.save_item(kept, ItemReview("赵审", "basic.BR1", text="冒名"))
        with pytest.raises(ApplicationError, match="may not do this"):
            office.exchange.decide(kept.id, Decision("basic.BR1", "李评", "李评", "有审计"))
    with ServerOffice.open(logins["lead"][1], tmp_path) as office:
        office.exchange.decide(kept.id, Decision("basic.BR1", "李评", "李评", "有审计"))
