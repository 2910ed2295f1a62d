"""The reports of a made-up region, as many as are wanted, each of a factory of its own.

    python -m tests.region_reports FOLDER 200

writes that many signed reports and the certificate `office.pem` that trusts them.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from types import MappingProxyType

from cryptography.hazmat.primitives.serialization import Encoding

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.exchange.facts import facts
from models.limits import Limits, Quarter
from models.planner import plan
from models.region.facts import RegionFact, next_tier
from models.roadmap import Roadmap
from models.rulebook import ConditionId, TierId
from reports.identity import Identity, make_identity
from reports.payload import ReportOptions, payload
from reports.pdf import redrawn
from reports.region.gathering import RegionReports, labels_of, region_fact, unpacked
from reports.signing import certify
from tests.factories import answers_at
from tests.reports.factory import catalogue, frozen_sample, library

ZONE = timezone(timedelta(hours=8))
FIRST = datetime(2026, 3, 2, 9, tzinfo=ZONE)
CITIES = ("苏州市", "无锡市", "常州市", "南通市", "泰州市", "盐城市")
TRADES = ("C3444", "C3311", "C3670", "C3812", "C2929", "C2110", "C1810")
_PROOF = Digest("c" * 64)
_SIZES = (("micro", 18, 6), ("small", 110, 30), ("small", 180, 45), ("medium", 420, 110), ("large", 1200, 300))
_BETTER = {"none": "partial", "planned": "partial", "partial": "full", "no": "yes"}
_BETTER_LEVEL = {"none": "part", "part": "most", "most": "full"}


def region_assessment(number: int, version: int = 1) -> Assessment:
    """Returns one factory of the region: the sample's answers, moved up or down by its own dice."""
    dice = Random(number)
    tier = dice.choices((None, "basic", "advanced"), (66, 28, 6))[0]
    answers: dict[AnswerId, Value] = dict(frozen_sample().answers)
    if tier is not None:
        answers |= {AnswerId(answer): value for answer, value in answers_at(tier).items()}
    eager = dice.random() * (0.25 if version == 1 else 0.5)
    for answer, value in list(answers.items()):
        last = answer.rpartition(".")[2]
        if last in {"answer", "status", "level1", "level2"} and dice.random() < eager:
            better = _BETTER_LEVEL if last.startswith("level") else _BETTER
            answers[answer] = better.get(str(value), value)
        if last == "evidence" and dice.random() < 0.5:
            del answers[answer]
        elif last == "evidence":
            answers[answer] = (_PROOF,)
    size, staff, machines = dice.choices(_SIZES, (15, 35, 30, 15, 5))[0]
    said: dict[str, Value] = {
        "enterprise.name": f"示例企业{number:04}",
        "enterprise.credit_code": f"9132{number:014}",
        "enterprise.province": "江苏省",
        "enterprise.city": dice.choices(CITIES, (30, 22, 18, 14, 10, 6))[0],
        "enterprise.industry_code": dice.choices(TRADES, (30, 20, 16, 12, 10, 7, 5))[0],
        "enterprise.size": size,
        "enterprise.staff": staff,
        "factory.name": "一号厂",
        "factory.staff": staff,
        "factory.machines": machines,
        "factory.machines_connected": machines // 10,
    }
    answers |= {AnswerId(answer): value for answer, value in said.items()}
    return replace(
        frozen_sample(),
        case_number=f"JS-2026-{number:04}",
        case_id=f"{number:032x}",
        case_secret=f"{number + 1:032x}",
        version=version,
        state=AssessmentState.FROZEN,
        answers=MappingProxyType(answers),
        evidence=MappingProxyType({_PROOF: Evidence(_PROOF, "现场.jpg", "image/jpeg", 48_000)}),
    )


def day_of(number: int, version: int = 1) -> datetime:
    """Returns when a report was written."""
    return FIRST + timedelta(days=number % 150, weeks=18 * (version - 1))


def region_evaluation(number: int, version: int = 1) -> Evaluation:
    """Returns where a factory stands."""
    assessment = region_assessment(number, version)
    rulebook = library().rulebook(assessment.rulebook, assessment.overlays)
    return evaluate(assessment, rulebook, day_of(number, version).date())


def region_payload(number: int, version: int = 1) -> bytes:
    """Returns the data of one report; every sixth holds a plan with limits of its own."""
    evaluation = region_evaluation(number, version)
    created = day_of(number, version).isoformat()
    roadmap = _planned(evaluation, Decimal(15 + number % 40)) if number % 6 == 0 else None
    return payload(evaluation, roadmap, catalogue(), created=created, options=ReportOptions("zh"))


def _planned(evaluation: Evaluation, budget_wan: Decimal) -> Roadmap | None:
    tier = next_tier(evaluation.reached)
    if tier is None:
        return None
    limits = Limits(target=tier, budget_wan=(budget_wan,), start=Quarter(2027, 1))
    return plan(evaluation, catalogue(), limits, beside=False)


def region_of(count: int) -> RegionReports:
    """Returns the reports of a region as if each had been verified, without a page drawn or signed."""
    rows: list[RegionFact] = []
    packed: dict[str, bytes] = {}
    seen: dict[ConditionId, TierId] = {}
    for number, version in numbers(count):
        data = region_payload(number, version)
        said = facts(json.loads(data), None)
        paper = hashlib.sha256(data).hexdigest()
        rows.append(
            region_fact(said, paper=paper, case_id=f"{number:032x}", version=version, signed_at="", known_by="")
        )
        packed[paper] = zlib.compress(data)
        seen.update((ConditionId(each.condition), TierId(each.tier)) for each in said.conditions)
    return RegionReports(tuple(rows), {}, labels_of(seen, ["national-2025"], library()), unpacked(packed))


def numbers(count: int) -> Iterator[tuple[int, int]]:
    """Yields number and version of so many reports: every tenth factory sent a second version."""
    number = 0
    given = 0
    while given < count:
        number += 1
        for version in (1, 2) if number % 10 == 0 else (1,):
            if given < count:
                given += 1
                yield number, version


@cache
def consultant() -> Identity:
    """Who signs for every factory of the region."""
    return make_identity("陈顾问", "示例咨询", FIRST - timedelta(days=1))


def certificate() -> bytes:
    """Returns the certificate that trusts every report of the region."""
    return consultant().certificate.public_bytes(Encoding.PEM)


def signed_report(number: int, version: int = 1) -> bytes:
    """Returns one report of the region as its factory sends it."""
    return certify(redrawn(region_payload(number, version)), consultant(), day_of(number, version))


def _unsigned(which: tuple[int, int]) -> bytes:
    return redrawn(region_payload(*which))


def write_region(folder: Path, count: int) -> None:
    """Writes signed reports and the certificate that trusts them."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("office.pem").write_bytes(certificate())
    wanted = [which for which in numbers(count) if not _file(folder, which).exists()]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for which, pdf in zip(wanted, pool.map(_unsigned, wanted), strict=True):
            _file(folder, which).write_bytes(certify(pdf, consultant(), day_of(*which)))


def _file(folder: Path, which: tuple[int, int]) -> Path:
    return folder / f"report-{which[0]:04}-{which[1]}.pdf"


if __name__ == "__main__":
    write_region(Path(sys.argv[1]), int(sys.argv[2]))
