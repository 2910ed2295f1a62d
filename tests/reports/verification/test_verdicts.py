"""One verdict for a whole file, with what it rests on."""

import io
import json
import pickle
from datetime import date, timedelta

import pikepdf
import pytest

from models.evaluator import evaluate
from models.language import Language, translate
from reports.identity import make_identity
from reports.payload import ReportLanguage, ReportOptions, canonical, payload
from reports.pdf import redrawn
from reports.signing import certify
from reports.verification import DocumentKind, Doubt, Trust, VerdictKind
from reports.verification.verdict import ADVICE
from tests.reports.papers import LATER, NOW, manager, reply, report, sign_anyway, trust, verdict
from tests.reports.sample import CREATED, assessment, library, report_payload, unsigned_report


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_an_honest_report_is_valid_in_every_language(language: ReportLanguage) -> None:
    """Signed by somebody who is trusted, its pages drawn again and found the same."""
    judged = verdict(certify(unsigned_report(language), manager(), NOW))
    assert judged.kind is VerdictKind.VALID, judged.reason.text("en")
    assert (judged.case, judged.version, judged.agrees) == ("2026-2", 1, True)
    assert judged.claimed_tier == judged.recomputed_tier
    assert judged.notes == ()


def test_a_countersigned_report_is_valid() -> None:
    """With both signatures, each with name, organisation, role and time."""
    judged = verdict(report().countersigned)
    assert judged.kind is VerdictKind.VALID
    assert [(line.role.value, line.facts.name) for line in judged.signatures] == [
        ("manager", "张伟"),
        ("assessor1", "李评"),
    ]


def test_a_reply_is_one_of_ours() -> None:
    """And is told from a report."""
    judged = verdict(reply())
    assert (judged.kind, judged.document) == (VerdictKind.VALID, DocumentKind.REPLY)


def test_an_unknown_signer_is_untrusted_with_the_code_to_compare() -> None:
    """The reason names the signer and the telephone code."""
    judged = verdict(report().signed, Trust())
    assert judged.kind is VerdictKind.UNTRUSTED
    assert judged.signatures[0].facts.telephone_code in judged.reason.text("zh")
    assert "张伟" in judged.reason.text("en")


def test_a_certificate_that_expired_since_is_only_noted() -> None:
    """Reports are filed for years; it was valid when it was used."""
    judged = verdict(report().signed, now=NOW + timedelta(days=2000))
    assert judged.kind is VerdictKind.VALID
    assert "expired" in judged.notes[0].text("en")


def test_a_time_that_lies_ahead_is_not_believed() -> None:
    """A clock set forward does not sign for tomorrow."""
    judged = verdict(sign_anyway(report().unsigned, when=LATER + timedelta(days=1)))
    assert judged.kind is VerdictKind.UNTRUSTED


def test_a_signature_from_before_the_report_is_noted() -> None:
    """A clock set back to before a day of reckoning shows, unless the report was written with the same clock."""
    back = NOW - timedelta(hours=20)
    judged = verdict(sign_anyway(report().unsigned, when=back))
    assert judged.kind is VerdictKind.VALID
    assert "clock" in judged.notes[0].text("en")


def test_a_report_that_lay_for_months_before_it_was_signed_is_noted() -> None:
    """Its signature says nothing of what has changed since; a few weeks go without a word."""
    for days, notes in ((30, 0), (90, 1)):
        when = NOW + timedelta(days=days)
        judged = verdict(certify(report().unsigned, manager(), when), now=when)
        assert (judged.kind, len(judged.notes)) == (VerdictKind.VALID, notes)
    assert f"signed {days} days later" in judged.notes[0].text("en")


@pytest.mark.parametrize(("day", "notes"), [("2026-11-20", 0), ("2026-10-01", 0), ("2026-08-01", 1), ("2027-11-20", 1)])
def test_a_result_of_another_day_than_that_of_writing_is_noted(day: str, notes: int) -> None:
    """Old, or of a day that had not come: it follows from the answers, and says of which day it is."""
    evaluation = evaluate(assessment(), library().rulebook("national-2025"), date.fromisoformat(day))
    data = payload(evaluation, None, None, created=CREATED, options=ReportOptions("zh"))
    judged = verdict(certify(redrawn(data), manager(), NOW))
    assert (judged.kind, len(judged.notes)) == (VerdictKind.VALID, notes), judged.reason.text("en")
    assert all(f"Its result is that of {day}" in note.text("en") for note in judged.notes)


def test_a_report_written_long_after_its_signature_is_doubted() -> None:
    """A signature of last year under a report of today: a clock was wrong, and nobody is asked to confirm anything."""
    early = make_identity("张伟", "宏达机械有限公司", NOW - timedelta(days=400))
    judged = verdict(sign_anyway(report().unsigned, early, when=NOW - timedelta(days=360)), trust(early))
    assert (judged.kind, judged.signatures[0].doubt) == (VerdictKind.UNTRUSTED, Doubt.CLOCK)
    assert "long before the report was written" in judged.reason.text("en")


def test_the_json_has_the_keys_that_other_programs_rely_on() -> None:
    """As product.md names them."""
    printed = json.loads(json.dumps(verdict(report().countersigned).json()))
    assert {
        "file", "verdict", "reason", "advice", "judged", "signatures", "case_id", "case", "version", "base_digest",
        "answers", "claimed_tier", "recomputed_tier", "proven_tier", "agrees", "notes",
    } <= printed.keys()  # fmt: skip
    assert {
        "role", "name", "organisation", "fingerprint", "trusted", "time", "proven_time", "covers"
    } <= printed["signatures"][0].keys()  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_verdict_says_what_to_do(language: Language) -> None:
    """One word and one piece of advice for each kind."""
    assert len({kind.text(language) for kind in VerdictKind}) == 4
    assert len({translate(ADVICE[kind], language) for kind in VerdictKind}) == 4


def test_a_verdict_travels_between_processes() -> None:
    """With everything that the window shows."""
    judged = verdict(report().countersigned)
    assert pickle.loads(pickle.dumps(judged)) == judged


def test_a_report_of_an_edition_of_the_rules_that_is_not_here_cannot_be_judged() -> None:
    """It may be sound; the sentence says that the edition is another one."""
    data = json.loads(report_payload())
    data["packs"][0]["digest"] = "0" * 64
    judged = verdict(certify(redrawn(canonical(data)), manager(), NOW))
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "another edition of the pack" in judged.reason.text("en")


def test_trust_is_not_taken_from_the_file() -> None:
    """Certificates inside a report vouch for nobody."""
    assert verdict(report().signed, trust(manager())).kind is VerdictKind.VALID
    assert verdict(report().signed, Trust()).kind is VerdictKind.UNTRUSTED


def test_a_report_that_an_older_program_worded_otherwise_is_not_called_changed() -> None:
    """With the same result it cannot be judged; the same words from this very version are a lie."""
    data = json.loads(report_payload())
    data["evaluation"]["tiers"][0]["conditions"][0]["reason"] = {"zh": "旧的措辞", "en": "Older wording"}
    lie = certify(redrawn(canonical(data)), manager(), NOW)
    assert verdict(lie).kind is VerdictKind.CHANGED
    data["program"]["version"] = "0.0.1"
    older = verdict(certify(redrawn(canonical(data)), manager(), NOW))
    assert older.kind is VerdictKind.UNVERIFIABLE
    assert "A different version" in older.reason.text("en")
    data["evaluation"]["reached"] = "leading"
    assert verdict(certify(redrawn(canonical(data)), manager(), NOW)).kind is VerdictKind.CHANGED


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_pdf_is_called_that(password: str) -> None:
    """Whether it asks for a password or not: nobody can say of it that it is none of ours."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(report().signed)) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(owner="x", user=password))
    judged = verdict(written.getvalue())
    assert judged.kind is VerdictKind.UNVERIFIABLE
    assert "is encrypted" in judged.reason.text("en")
