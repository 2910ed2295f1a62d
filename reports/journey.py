"""The path of one case as both the window and the command line take it: freeze, report, sign, mail.

Each step takes values and gives values; whoever calls decides where files go and what is shown.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from models.assessment import Assessment, AssessmentState
from models.catalogue import Catalogue, VariantId
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.figures import yuan
from models.language import N_, Sentence, Text, sentence
from models.roadmap import Objective, PlanStatus, Roadmap, Step
from models.rulebook import Rulebook, TierId

if TYPE_CHECKING:
    from reports.identity import Identity
    from reports.mail import Letter
    from reports.payload import Change, ReportOptions
    from reports.signing import Options
    from reports.verification import Verdict

PLAN_LINES = 5


def frozen(assessment: Assessment, now: datetime) -> Assessment:
    """Returns the version as it is signed: frozen now, unless it was frozen before.

    Args:
        assessment: a draft or a frozen version.
        now: with a time zone.
    """
    if assessment.state is AssessmentState.FROZEN:
        return assessment
    return replace(assessment, state=AssessmentState.FROZEN, frozen_on=now.isoformat(timespec="seconds"))


def report(
    evaluation: Evaluation,
    roadmap: Roadmap | None,
    catalogue: Catalogue | None,
    now: datetime,
    *,
    options: "ReportOptions | None" = None,
    history: Sequence["Change"] = (),
) -> bytes:
    """Returns the report as PDF, not yet signed: its pages are drawn from the data attached to it and nothing else.

    Args:
        evaluation: of the version that is reported.
        roadmap: None leaves the chapter out.
        catalogue: the measures behind `roadmap`.
        now: with a time zone; becomes the date of the report.
        options: language, edition, cover.
        history: the changes to be listed, oldest first.
    """
    from reports.pdf import redrawn

    return redrawn(report_payload(evaluation, roadmap, catalogue, now, options=options, history=history))


def report_payload(
    evaluation: Evaluation,
    roadmap: Roadmap | None,
    catalogue: Catalogue | None,
    now: datetime,
    *,
    options: "ReportOptions | None" = None,
    history: Sequence["Change"] = (),
) -> bytes:
    """Returns the data of a report, from which its pages, its workbook and its texts are made; takes what `report` takes.

    The moment in which the version was frozen closes its history.
    """
    from reports.payload import Change, payload

    assessment = evaluation.assessment
    listed = list(history)
    if assessment.frozen_on:
        said = sentence("version {version} frozen", version=assessment.version)
        frozen_as = Text(said.text("zh"), said.text("en"))
        listed.append(Change(assessment.frozen_on, frozen_as, version=assessment.version))
    created = now.isoformat(timespec="seconds")
    return payload(evaluation, roadmap, catalogue, created=created, options=options, history=listed)


def signed(pdf: bytes, identity: "Identity", now: datetime, options: "Options | None" = None) -> bytes:
    """Returns the report certified by the manager and read back; errors as `reports.signing.certify`."""
    from reports.signing import certify

    return certify(pdf, identity, now, options)


class NotToBeMailed(ApplicationError):
    """A file that is not a sound, signed report or reply of ours."""

    code = "not_to_be_mailed"
    message = N_(
        "{name} is not put into an e-mail: {reason} Nothing was written; sign the report first, or write it again."
    )
    exit_code = 1


def letter(data: bytes, verdict: "Verdict", to: Sequence[str], sender: str = "") -> "Letter":
    """Returns the letter that brings a signed report or reply to its reader.

    Args:
        data: the file.
        verdict: over the same bytes, whether the signer is trusted here or not.
        to: the receivers' addresses.
        sender: the person's own address; empty leaves it to the mail program.

    Raises:
        NotToBeMailed: when the file was changed or is none of ours.
    """
    from reports.mail import Attachment, Letter
    from reports.verification import DocumentKind, VerdictKind

    good = verdict.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED)
    if (
        not good
        or verdict.case is None
        or verdict.version is None
        or verdict.digest != hashlib.sha256(data).hexdigest()
    ):
        raise NotToBeMailed(name=verdict.name, reason=verdict.reason)
    profile = json.loads(verdict.payload).get("case", {}).get("document", {})
    return Letter(
        to=tuple(to),
        report=Attachment(verdict.name, data),
        case_number=verdict.case,
        version=verdict.version,
        factory=str(profile.get("factory", {}).get("name", "")),
        sender=sender,
        telephone_code=verdict.signatures[0].facts.telephone_code,
        is_reply=verdict.document is DocumentKind.REPLY,
    )


def tier_text(rulebook: Rulebook, tier: TierId | None) -> Text:
    """Returns a tier's name, or what is said where none is reached."""
    return next((each.name for each in rulebook.tiers if each.id == tier), Text("无", "none"))


def plan_lines(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook) -> tuple[Sentence, ...]:
    """Returns the plan in at most five lines: the outcome, the steps in order, what money cannot buy."""
    quarters = [(quarter, list(steps)) for quarter, steps in groupby(roadmap.steps, key=lambda step: step.quarter)]
    room = PLAN_LINES - 1 - bool(roadmap.to_do_first)
    lines = [_outcome(roadmap, rulebook)]
    for quarter, steps in quarters[: room if len(quarters) <= room else room - 1]:
        lines.append(sentence("{quarter}: {measures}", quarter=quarter, measures=_measures(steps, catalogue)))
    if len(quarters) > room:
        later = [step for _, steps in quarters[room - 1 :] for step in steps]
        lines.append(
            sentence(
                "{first} to {last}: {measures}",
                first=later[0].quarter,
                last=later[-1].quarter,
                measures=_measures(later, catalogue),
            )
        )
    if roadmap.to_do_first:
        lines.append(sentence("Before you begin: {todo}", todo=roadmap.to_do_first[0]))
    return tuple(lines)


_BEST = {
    Objective.CHEAPEST: sentence("cheapest"),
    Objective.SOONEST: sentence("quickest"),
    Objective.PAYBACK: sentence("shortest in payback"),
    Objective.BENEFIT: sentence("best in yearly gain"),
}


def _outcome(roadmap: Roadmap, rulebook: Rulebook) -> Sentence:
    target = tier_text(rulebook, roadmap.limits.target)
    if roadmap.status is PlanStatus.OPTIMAL:
        finish = next(
            (quarter for quarter, tier in roadmap.tier_by_quarter if _reaches(tier, roadmap.limits.target, rulebook)),
            None,
        )
        return sentence(
            N_(
                "{target} by the end of {finish} for {total} (one-off {one_off}, running {running}, subsidies {subsidy}); proven {best}, gap {gap} %."
            ),
            best=_BEST[roadmap.limits.objective],
            target=target,
            finish=finish,
            total=yuan(roadmap.cost.total),
            one_off=yuan(roadmap.cost.one_off),
            running=yuan(roadmap.cost.running),
            subsidy=yuan(roadmap.cost.subsidy),
            gap=roadmap.gap * 100,
        )
    return sentence(
        "{target} is not reached within these limits; best use of {total}.",
        target=target,
        total=yuan(roadmap.cost.total),
    )


def _reaches(tier: TierId | None, target: TierId, rulebook: Rulebook) -> bool:
    ladder = [each.id for each in rulebook.tiers]
    return tier is not None and ladder.index(tier) >= ladder.index(target)


def _measures(steps: Sequence[Step], catalogue: Catalogue) -> list[Sentence]:
    """Returns the names of the measures, those that are bought in the same way together."""
    return [
        sentence(
            "{names} ({variant})",
            names=[catalogue.measures[step.measure].name for step in steps if step.variant is variant],
            variant=Text(variant.text("zh"), variant.text("en")),
        )
        for variant in VariantId
        if any(step.variant is variant for step in steps)
    ]
