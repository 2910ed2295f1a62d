"""The loop closes on two data folders with only files between them, through the functions that window and commands call."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from models.assessment import AnswerId
from models.exchange.answering import FindingAnswer
from models.exchange.inbox import Wish
from models.exchange.merging import CONCLUSION, Decision, ItemReview
from models.exchange.states import DossierState
from models.review import FindingKind, Standing
from models.workspace import Settings, Workspace
from reports.acts.factory import judged, replies_now, take_in
from reports.acts.reply import signed_reply
from reports.acts.report import ReportSource, report_data
from reports.exchange.answering import answers_to
from reports.exchange.dossier import dossier_now
from reports.exchange.intake import judge_trust_again, take_in_files
from reports.identity import Identity
from reports.pdf import redrawn
from reports.reply import Findings
from reports.signing import certify
from reports.verification import Trust, TrustStore, verify_here
from tests.reports.exchange_papers import signed_report
from tests.reports.papers import assessor, manager, stranger
from tests.reports.sample import ANSWERS, library


def _now() -> datetime:
    return datetime.now().astimezone()


def _trust(workspace: Workspace, *people: Identity) -> None:
    for person in people:
        TrustStore(workspace.folder).add(person.certificate.public_bytes(Encoding.PEM), "x", _now())
    judge_trust_again(workspace, _now())


def _report(factory: Workspace, case: str, path: Path) -> None:
    """Freezes the newest version and writes its signed report, with the answers to findings."""
    factory.freeze(case, "报送")
    evaluation = factory.evaluate(factory.load(case))
    now = _now()
    source = ReportSource(evaluation, answers_to=answers_to(factory, case, evaluation, now))
    path.write_bytes(certify(redrawn(report_data(source, now)), manager(), now))


def test_the_loop_closes_on_files_alone(tmp_path: Path) -> None:
    """Report out, findings back, each answered in words and by a changed answer, the next version carries both."""
    first, second, reply = (tmp_path / name for name in ("1.pdf", "2.pdf", "reply.pdf"))
    with Workspace.open(tmp_path / "factory") as factory, Workspace.open(tmp_path / "office") as office:
        office.save_settings(Settings(role="assessor", person="李评"))
        case = factory.create_case("", {AnswerId(name): value for name, value in ANSWERS.items()}).case_number
        _report(factory, case, first)
        case_id = factory.load(case).case_id
        forged = tmp_path / "forged.pdf"
        forged.write_bytes(signed_report(7, case_id=case_id, identity=stranger()))

        take_in_files(office, [first, forged], _now())
        _trust(office, manager())
        dossier = dossier_now(office, case_id, _now())
        assert dossier.current is not None
        assert (dossier.row.state, dossier.current.paper.version) == (DossierState.NEW, 1)
        for item in (
            ItemReview("李评", "scenarios.SC10", "none", FindingKind.DOUBTFUL, "请补充照片"),
            ItemReview("李评", "basic.BR1", "", FindingKind.CONFIRMED),
            ItemReview("赵审", "basic.BR1", "", FindingKind.REFUSED, "营收不足"),
            ItemReview("李评", CONCLUSION, text="请补充"),
        ):
            office.exchange.save_item(dossier.current, item)
        dossier = dossier_now(office, case_id, _now())
        assert [conflict.item for conflict in dossier.merged.conflicts] == ["basic.BR1"]
        office.exchange.decide(
            dossier.current.id if dossier.current else 0, Decision("basic.BR1", "李评", "李评", "有审计")
        )
        dossier = dossier_now(office, case_id, _now())
        assert (dossier.row.state, dossier.merged.conflicts, dossier.conclusion) == (
            DossierState.IN_REVIEW,
            (),
            "请补充",
        )
        verdict = verify_here(first.read_bytes(), "1.pdf", Trust(), library(), _now())
        signed = signed_reply(verdict, Findings(dossier.merged.findings, dossier.conclusion), assessor(), _now())
        reply.write_bytes(signed)
        take_in_files(office, [reply], _now())
        assert dossier_now(office, case_id, _now()).row.state is DossierState.IN_REVIEW, "nobody trusts its signer yet"
        _trust(office, assessor())
        assert dossier_now(office, case_id, _now()).row.state is DossierState.WAITING

        take_in(factory, judged(reply, factory.folder, _now()))
        assert factory.load(case).get(AnswerId("scenarios.SC10.status")) == "partial", "no finding changes an answer"
        _trust(factory, assessor())
        (here,) = replies_now(factory, case, TrustStore(factory.folder).trust(), _now())
        assert here.standing is Standing.IN_FORCE
        position = [finding.item for finding in here.reply.review.findings].index("scenarios.SC10") + 1
        factory.new_version(case, "补充材料")
        factory.exchange.answer_finding(case, FindingAnswer(here.reply.base_digest, position, "照片见附件"))
        factory.save_answer(case, AnswerId("scenarios.SC10.status"), "full")
        _report(factory, case, second)

        take_in_files(office, [second, first, second], _now())
        dossier = dossier_now(office, case_id, _now())
        assert (dossier.row.state, len(office.exchange.rows(Wish()))) == (DossierState.ANSWERED, 4)
        assert dossier.payload is not None
        (answer,) = dossier.payload["answers_to"]
        assert (answer["reply"], answer["position"]) == (here.reply.base_digest, position)
        assert (answer["text"], answer["changed"]) == ("照片见附件", ["scenarios.SC10.status"])
        assert dossier.changed_answers == ("scenarios.SC10.status",)
