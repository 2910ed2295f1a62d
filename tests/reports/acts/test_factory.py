"""A factory takes in what came: lost, repeated, re-ordered, forged, foreign and old replies behave."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.assessment import AnswerId, Assessment
from models.case import ReportKind
from models.errors import ApplicationError
from models.evaluator import evaluate
from models.review import Finding, FindingKind, Scope, Standing
from models.workspace import Workspace
from reports.acts.factory import AnswersAnotherReport, Judged, NotASoundReply, ReplyNow, replies_now, take_in
from reports.acts.reply import signed_reply
from reports.identity import Identity, make_identity
from reports.payload import Edition, ReportOptions, payload
from reports.pdf import redrawn
from reports.reply import Findings
from reports.signing import Role, certify, countersign
from reports.verification import Trust
from tests.factories import DAY
from tests.reports.papers import LATER, NOW, assessor, base_digest, manager, trust, verdict
from tests.reports.sample import ANSWERS, CREATED, library

_ASKED = Findings((Finding("basic.BR1", FindingKind.DOUBTFUL, "请补充照片。"),), "补充一项。")
_BOTH = trust(manager(), assessor())


@dataclass
class Factory:
    """A data folder with one case, whose first version was reported."""

    workspace: Workspace
    case: str
    report: bytes = b""

    def take_in(self, data: bytes, name: str = "reply.pdf") -> None:
        """Takes a file in as the window and the command do."""
        take_in(self.workspace, Judged(data, verdict(data, Trust(), name=name)))

    def replies(self, trusted: Trust = _BOTH) -> tuple[ReplyNow, ...]:
        """Every kept reply."""
        return replies_now(self.workspace, self.case, trusted, LATER)

    def now(self, trusted: Trust = _BOTH) -> dict[str, Standing]:
        """The standing of every kept reply by its conclusion."""
        return {each.reply.review.conclusion: each.standing for each in self.replies(trusted)}

    def drawn(self, version: int | None = None, *, edition: Edition = "full", when: datetime = NOW) -> bytes:
        """A signed report of a version of the case; it is kept nowhere."""
        newest = self.workspace.load(self.case)
        return _signed(replace(newest, version=version or newest.version, frozen_on=CREATED), edition, when)

    def keep(self, report: bytes, version: int = 1) -> bytes:
        """Keeps a report with a version of the case, and returns it."""
        self.workspace.keep_report(self.case, version, "report.pdf", report, base_digest=base_digest(report))
        return report

    def next_version(self) -> None:
        """Begins the next version and freezes it."""
        self.workspace.new_version(self.case, "补充材料")
        self.workspace.freeze(self.case, "再报")


def _signed(assessment: Assessment, edition: Edition, when: datetime) -> bytes:
    evaluation = evaluate(assessment, library().rulebook(assessment.rulebook), DAY)
    data = payload(evaluation, None, None, created=CREATED, options=ReportOptions(edition=edition))
    assert assessment.case_secret.encode() not in data
    return certify(redrawn(data), manager(), when)


def _factory(folder: Path, number: str, name: str) -> Factory:
    workspace = Workspace.open(folder)
    answers = {AnswerId(answer): value for answer, value in ANSWERS.items()} | {AnswerId("enterprise.name"): name}
    factory = Factory(workspace, workspace.create_case(number, answers).case_number)
    workspace.freeze(factory.case, "报送")
    factory.report = factory.keep(factory.drawn())
    return factory


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Factory]:
    """A factory that sent one report."""
    factory = _factory(tmp_path / "one", "2026-2", "宏达机械有限公司")
    yield factory
    factory.workspace.close()


def _reply(
    report: bytes,
    conclusion: str,
    identity: Identity | None = None,
    *,
    hours: int = 1,
    number: int = 1,
    scope: Scope = Scope.FULL,
) -> bytes:
    said = replace(_ASKED, conclusion=conclusion, reply_no=number, scope=scope)
    return signed_reply(verdict(report), said, identity or assessor(), NOW + timedelta(hours=hours))


def test_a_reply_counts_when_its_signer_is_trusted_and_not_before(factory: Factory) -> None:
    """Kept in either event; trust is judged when it is shown, so nothing is taken in again for it."""
    factory.take_in(_reply(factory.report, "一"))
    assert factory.now(trust(manager())) == {"一": Standing.UNTRUSTED}
    (reply,) = factory.replies()
    assert (reply.standing, reply.trusted) == (Standing.IN_FORCE, True)
    assert reply.reply.review.findings == _ASKED.findings
    assert factory.now(trust(manager())) == {"一": Standing.UNTRUSTED}, "trust that was taken back"


def test_a_stranger_of_the_same_name_takes_nothing_away(factory: Factory) -> None:
    """The same typed name and organisation, a later time, a higher number: another key is another person."""
    facts = assessor().facts
    forger = make_identity(facts.name, facts.organisation, NOW)
    factory.take_in(_reply(factory.report, "真"))
    factory.take_in(_reply(factory.report, "假", forger, hours=9, number=9))
    assert factory.now() == {"真": Standing.IN_FORCE, "假": Standing.UNTRUSTED}
    both = {"真": Standing.IN_FORCE, "假": Standing.IN_FORCE}
    assert factory.now(trust(assessor(), forger)) == both, "even trusted, this is somebody else"


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_import_has_no_say(factory: Factory, *, turned: bool) -> None:
    """A full reply replaces the earlier, a supplement stands beside it."""
    replies = [
        _reply(factory.report, "一"),
        _reply(factory.report, "二", hours=2, number=2),
        _reply(factory.report, "补", hours=3, number=3, scope=Scope.SUPPLEMENT),
    ]
    for data in reversed(replies) if turned else replies:
        factory.take_in(data)
    assert factory.now() == {"一": Standing.REPLACED, "二": Standing.IN_FORCE, "补": Standing.IN_FORCE}


def test_the_same_file_again_is_kept_once(factory: Factory) -> None:
    """Under whatever name."""
    data = _reply(factory.report, "一")
    factory.take_in(data)
    factory.take_in(data, "copy.pdf")
    assert len(factory.replies()) == 1
    assert take_in(factory.workspace, Judged(data, verdict(data))).was_here


def test_a_reply_to_a_countersigned_copy_answers_the_same_report(factory: Factory) -> None:
    """Its file has another digest; the report is known by its certified revision."""
    copy = countersign(factory.report, assessor(), Role.ASSESSOR_1, NOW + timedelta(minutes=5))
    factory.take_in(_reply(copy, "一"))
    (reply,) = factory.replies()
    assert reply.reply.review.base_digest == verdict(factory.report).base_digest == verdict(copy).base_digest
    assert len(reply.reply.review.stages) == 2


def test_a_reply_to_an_old_version_is_kept_with_that_version(factory: Factory) -> None:
    """It came late; the newest version has its own."""
    old = _reply(factory.report, "旧")
    factory.next_version()
    newer = factory.keep(factory.drawn(when=NOW + timedelta(hours=2)), 2)
    factory.take_in(_reply(newer, "新", hours=3))
    factory.take_in(old)
    said = {each.reply.review.conclusion: each.reply.review.version for each in factory.replies()}
    assert said == {"新": 2, "旧": 1}
    assert set(factory.now().values()) == {Standing.IN_FORCE}


def _refusal(factory: Factory, data: bytes, kind: type[ApplicationError]) -> str:
    """The sentence of the refusal; nothing is kept."""
    with pytest.raises(kind) as refused:
        factory.take_in(data, "x.pdf")
    assert factory.replies() == ()
    assert factory.workspace.reports(kind=ReportKind.REPLY) == ()
    return refused.value.sentence.text("en")


def test_a_reply_to_another_factory_is_refused(factory: Factory, tmp_path: Path) -> None:
    """Of the same number or another: each sentence says whose report it is."""
    same = _factory(tmp_path / "two", "2026-2", "别家机械有限公司")
    said = _refusal(factory, _reply(same.report, "一"), AnswersAnotherReport)
    assert "x.pdf was not imported: it answers the report of another case, of 别家机械有限公司 一号厂" in said
    same.workspace.close()
    other = _factory(tmp_path / "three", "2026-7", "远方机械有限公司")
    said = _refusal(factory, _reply(other.report, "一"), AnswersAnotherReport)
    assert "case 2026-7, of 远方机械有限公司 一号厂, which is not in this data folder" in said
    other.workspace.close()


def test_a_reply_to_a_version_that_does_not_exist_is_refused(factory: Factory) -> None:
    """The sentence names the newest version that there is."""
    said = _refusal(factory, _reply(factory.drawn(9), "一"), AnswersAnotherReport)
    assert "version 9 of case 2026-2, which was never frozen here; the newest version is 1" in said


def test_a_reply_to_another_report_of_the_version_is_refused(factory: Factory) -> None:
    """It was signed elsewhere, so what is answered is not what was sent from here."""
    said = _refusal(factory, _reply(factory.drawn(when=NOW + timedelta(minutes=1)), "一"), AnswersAnotherReport)
    assert "was signed elsewhere" in said


def test_where_no_report_is_kept_case_and_version_must_do(factory: Factory) -> None:
    """A version that was frozen here and signed on another computer."""
    factory.next_version()
    factory.take_in(_reply(factory.drawn(), "一"))
    assert factory.now() == {"一": Standing.IN_FORCE}


def test_forged_and_foreign_files_are_refused_with_what_they_are(factory: Factory) -> None:
    """Changed after signing, a report, something else."""
    changed = bytearray(_reply(factory.report, "一"))
    changed[changed.index(b"stream") + 30] ^= 1
    assert "not as it was when signed" in _refusal(factory, bytes(changed), NotASoundReply)
    assert "It is a report" in _refusal(factory, factory.report, NotASoundReply)
    assert "not a report or reply written by Zhijie" in _refusal(factory, b"%PDF-1.4 hello", NotASoundReply)


def test_a_de_identified_report_is_answered_by_its_revision(factory: Factory) -> None:
    """Its case bears a pseudonym, the same for every version, that nobody else can link with the case."""
    reports = [factory.drawn(version, edition="deidentified") for version in (1, 2)]
    pseudonyms = {verdict(report).case_id for report in reports}
    assert len(pseudonyms) == 1
    assert pseudonyms.isdisjoint({None, "", factory.workspace.load(factory.case).case_id})
    factory.take_in(_reply(factory.keep(reports[0]), "一"))
    (reply,) = factory.replies()
    assert (reply.reply.review.case_number, reply.standing) == ("2026-2", Standing.IN_FORCE)


def test_a_reply_to_a_de_identified_report_that_is_not_kept_is_tied_by_its_pseudonym(
    factory: Factory, tmp_path: Path
) -> None:
    """To the frozen version where nothing of it is kept; of another factory's it is said what it is."""
    factory.next_version()
    factory.take_in(_reply(factory.drawn(2, edition="deidentified"), "一"))
    (reply,) = factory.replies()
    assert (reply.reply.review.case_number, reply.reply.review.version) == ("2026-2", 2)
    other = _factory(tmp_path / "two", "2026-2", "别家机械有限公司")
    foreign = _reply(other.drawn(edition="deidentified"), "二")
    with pytest.raises(AnswersAnotherReport) as refused:
        factory.take_in(foreign, "x.pdf")
    assert "it answers a de-identified report, which names no factory" in refused.value.sentence.text("en")
    other.workspace.close()


def test_a_reply_to_a_case_in_the_trash_is_refused_until_it_is_taken_back(factory: Factory) -> None:
    """Whether its report is kept here or not; the sentence says where the case is."""
    replies = [_reply(factory.report, "一"), _reply(factory.drawn(when=NOW + timedelta(minutes=1)), "二")]
    factory.workspace.delete_case(factory.case)
    for data in replies:
        with pytest.raises(AnswersAnotherReport) as refused:
            factory.take_in(data, "x.pdf")
        assert "which is in the trash" in refused.value.sentence.text("en")
    factory.workspace.restore_case(factory.case)
    factory.take_in(replies[0])
    assert factory.now() == {"一": Standing.IN_FORCE}


def test_a_reply_that_names_two_cases_is_refused(factory: Factory) -> None:
    """It bears the digest of our report and the id of another case: nobody's program writes that."""
    report = verdict(factory.report)
    said = _refusal(
        factory,
        signed_reply(replace(report, case_id="0" * 32), _ASKED, assessor(), NOW + timedelta(hours=1)),
        AnswersAnotherReport,
    )
    assert "and, at the same time, another case" in said


def test_a_damaged_reply_hides_no_other(factory: Factory) -> None:
    """It gets its own line with its reason, counts for nothing, and takes no other's place."""
    factory.take_in(_reply(factory.report, "一"))
    factory.take_in(_reply(factory.report, "二", hours=2, number=2))
    assert factory.now() == {"一": Standing.REPLACED, "二": Standing.IN_FORCE}
    damaged = next(each.reply.digest for each in factory.replies() if each.standing is Standing.IN_FORCE)
    kept = factory.workspace.folder / "reports" / damaged[:2] / damaged
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert factory.now() == {"一": Standing.IN_FORCE, "二": Standing.DAMAGED}
    kept.unlink()
    assert factory.now() == {"一": Standing.IN_FORCE, "二": Standing.DAMAGED}
    (line,) = (each for each in factory.replies() if each.problem is not None)
    assert (line.signature, line.trusted) == (None, False)
    assert line.problem is not None
    assert line.problem.text("en")


def test_a_reply_is_taken_in_although_the_kept_report_is_lost(factory: Factory) -> None:
    """Its row still says which report it was."""
    kept = next((factory.workspace.folder / "reports").rglob(verdict(factory.report).digest))
    kept.unlink()
    factory.take_in(_reply(factory.report, "一"))
    assert factory.now() == {"一": Standing.IN_FORCE}
