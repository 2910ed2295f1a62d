"""Keys and certificates as they come: every command that is given one ends in a sentence."""

from pathlib import Path

import pytest

from tests.reports.identity.odd_keys import ODD_KINDS, SECRET, collection, encrypting, key_file, odd_key_file
from tests.reports.papers import assessor, manager
from tests.ui.command_line.conftest import Journey, call


def _commands(path: Path, folder: Path, report: Path) -> list[tuple[str | Path, ...]]:
    """Every command that reads a key or a certificate."""
    data, secret = ("--data", folder / "data"), ("--passphrase-file", folder / "p.txt")
    (folder / "p.txt").write_text(SECRET + "\n", "utf-8")
    return [
        ("certificate", "show", path, *secret),
        ("certificate", "issue", path, "--office", path, "-o", folder / "issued.pem", *secret, *data),
        ("certificate", "revoke", path, "--office", path, "-o", folder / "list.crl", *secret, *data),
        ("certificate", "import", path, "--key", path, "-o", folder / "imported.p12", *secret),
        ("trust", "add", path, *data),
        ("trust", "revocations", path, *data),
        ("verify", report, "--trust", path, *data),
        ("countersign", report, "--sign", path, "-o", folder / "signed.pdf", *secret),
        ("countersign", report, "--sign", folder / "none.p12", "--revocation", path, "-o", folder / "s.pdf", *secret),
    ]


@pytest.mark.parametrize("kind", [*ODD_KINDS, "encryption", "p7b", "two people", "two keys"])
def test_no_key_or_certificate_ends_in_a_fault_of_the_program(kind: str, journey: Journey, tmp_path: Path) -> None:
    """Never 70: the commands refuse with a sentence, or do what they can."""
    if kind in ODD_KINDS:
        paths: tuple[Path, ...] = odd_key_file(kind, tmp_path)
    else:
        data = {
            "encryption": key_file(encrypting()),
            "p7b": collection(manager(), encrypting()),
            "two people": collection(manager(), assessor()),
            "two keys": key_file(manager(), assessor()),
        }[kind]
        paths = (tmp_path / "given.p12",)
        paths[0].write_bytes(data)
    for path in paths:
        for command in _commands(path, tmp_path, journey.report):
            said = call("--lang", "en", *command)
            assert said.code in (0, 1, 2), (command, said.err)
            assert "PrivateKey" not in said.err + said.out, command
            assert not (tmp_path / "signed.pdf").exists(), command


def test_of_two_keys_one_is_asked_for_by_its_code(journey: Journey, tmp_path: Path) -> None:
    """The sentence names both codes; with one of them the report is countersigned."""
    (tmp_path / "two.p12").write_bytes(key_file(manager(), assessor()))
    (tmp_path / "p.txt").write_text(SECRET + "\n", "utf-8")
    words = ("countersign", journey.report, "--sign", tmp_path / "two.p12", "--passphrase-file", tmp_path / "p.txt")
    said = call("--lang", "en", *words, "-o", tmp_path / "signed.pdf")
    assert said.code == 2
    code = assessor().facts.telephone_code
    assert code in said.err
    assert call(*words, "-o", tmp_path / "signed.pdf", "--certificate", code).code == 0


def test_a_key_file_with_something_behind_it_warns_nobody(
    journey: Journey, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    """It is refused with a sentence; what the library would tell programmers does not reach a person."""
    name, option, secret = journey.key[1], journey.key[2], journey.key[3]
    longer = tmp_path / "longer.p12"
    longer.write_bytes(Path(name).read_bytes() + b"\0\0")
    said = call("certificate", "show", longer, option, secret)
    assert (said.code, "Warning" in said.err) == (2, False)
    assert [str(warning.message) for warning in recwarn.list if "PKCS#12" in str(warning.message)] == []
