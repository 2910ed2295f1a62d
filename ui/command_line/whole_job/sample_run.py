"""The bundled sample factory going through the whole job, step by step."""

import secrets
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

import resources
from models import document, files
from models.evaluation import Evaluation
from models.language import Language
from models.limits import Limits
from models.planner import plan
from models.roadmap import Roadmap
from models.rulebook import TIER_IDS, TierId
from reports.acts.pen import Pen
from reports.acts.report import ReportSource, frozen, report_data, sign_report
from reports.payload import ReportOptions
from ui.command_line.plans.planning import next_quarter

if TYPE_CHECKING:
    from models.packs.library import Library
    from reports.verification import Verdict

SAMPLE = "samples/hongda-machining.json"
BUDGET_WAN = Decimal(30)
"""A year: what the owner of a factory of a hundred people says first."""
RECEIVER = "pinggu@example.cn"
SIGNER = "王建国"


class SampleRun:
    """One run. Every step is a method, called in this order; each keeps what it made for the next.

    Attributes:
        evaluation: what the evaluator says.
        roadmap: the way to the next tier.
        before: the verdict over the report while nobody trusts its signer.
        after: the verdict once the certificate is trusted.
    """

    evaluation: Evaluation
    roadmap: Roadmap
    before: "Verdict"
    after: "Verdict"

    def __init__(self, folder: Path, library: "Library", language: Language, now: datetime) -> None:
        """Prepares a run.

        Args:
            folder: exists; everything is written here.
            library: rules and measures.
            language: of report and letter.
            now: with a time zone.
        """
        self._library = library
        self._language: Language = language
        self._now = now
        self.catalogue = library.catalogue()
        self.case = folder / "case.json"
        self.key = folder / "signer.p12"
        self.certificate = folder / "signer.pem"
        self.passphrase = folder / "passphrase.txt"
        self.report = folder / "report.pdf"
        self.mail = folder / "mail.eml"

    def evaluate(self) -> None:
        """Reads the sample and evaluates it, frozen as a version that is signed has to be."""
        from models.evaluator import evaluate

        data = resources.path(SAMPLE).read_bytes()
        files.write_bytes(self.case, data)
        assessment = document.read(data, self.case.name, self._library)
        rulebook = self._library.rulebook(assessment.rulebook, assessment.overlays)
        self.evaluation = evaluate(frozen(assessment, self._now), rulebook, self._now.date())

    def plan(self) -> None:
        """Works out the cheapest way to the next tier."""
        limits = Limits(self.target, (BUDGET_WAN,), next_quarter(self._now.date()))
        self.roadmap = plan(self.evaluation, self.catalogue, limits)

    @property
    def target(self) -> TierId:
        """The tier above the one that is reached."""
        reached = self.evaluation.reached
        return TIER_IDS[0 if reached is None else min(TIER_IDS.index(reached) + 1, len(TIER_IDS) - 1)]

    def sign(self) -> None:
        """Makes an identity for the sample's manager and writes the signed report, verified as by somebody who trusts nobody yet."""
        from reports.identity import load_identity, make_identity, save_identity
        from reports.signing import Options

        secret = secrets.token_urlsafe(16)
        organisation = str(self.evaluation.assessment.get("enterprise.name") or SIGNER)
        save_identity(make_identity(SIGNER, organisation, self._now), self.key, secret)
        files.write_bytes(self.passphrase, f"{secret}\n".encode(), private=True)
        identity = load_identity(self.key, secret)
        files.write_bytes(self.certificate, identity.certificate.public_bytes(Encoding.PEM))
        options = ReportOptions(language=self._language)
        data = report_data(ReportSource(self.evaluation, self.roadmap, self.catalogue, options), self._now)
        pen = Pen(identity, Options(language=self._language), self._now)
        self.before = sign_report(data, self.report, pen).verdict

    def verify_trusted(self) -> None:
        """Verifies the file again once the certificate is trusted."""
        from reports.verification import Trust, verify

        self.after = verify(self.report, Trust.of_files([self.certificate]), datetime.now().astimezone())

    def draft_mail(self) -> None:
        """Writes the e-mail draft with the report attached."""
        from reports.acts.letter import compose, letter, write_letter
        from reports.mail import LIMIT_MB

        data = files.read_bytes(self.report, 100)
        write_letter(compose(letter(data, self.after, [RECEIVER]), self._now, self._language, LIMIT_MB), self.mail)
