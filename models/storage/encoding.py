"""How values are stored in text columns: answers, times, limits. Money is whole cents (分) in every table."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from models.assessment import AnswerId, Value
from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import FundingFact, SubsidyId
from models.language import sentence
from models.limits import Limits, Lock, Objective, OwnTerms, Quarter
from models.rulebook import TierId
from models.storage.errors import UnstorableAnswer

CENTS_PER_WAN = 1_000_000
LONGEST_TEXT = 100_000
"""Characters in one answer; the longest form of an authority asks for a few thousand."""
MOST_ENTRIES = 10_000


def encode_time(at: datetime) -> str:
    """Returns an aware time as UTC text that sorts in time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def decode_time(text: str) -> datetime:
    """Returns the aware time, in UTC, that `encode_time` wrote."""
    return datetime.fromisoformat(text)


def encode_value(answer: AnswerId, value: Value) -> str:
    """Returns an answer's value as JSON text from which the same value and type come back.

    Raises:
        UnstorableAnswer: for a text or list that is too long, or a number that is not finite.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise UnstorableAnswer(answer=answer, why=sentence("it is not a number"))
        return json.dumps({"decimal": str(value)})
    if isinstance(value, tuple):
        if len(value) > MOST_ENTRIES:
            raise UnstorableAnswer(answer=answer, why=sentence("it has more than {most} entries", most=MOST_ENTRIES))
        return json.dumps([_sound_text(answer, entry) for entry in value], ensure_ascii=False)
    if isinstance(value, str):
        return json.dumps(_sound_text(answer, value), ensure_ascii=False)
    return json.dumps(value)


def _sound_text(answer: AnswerId, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise UnstorableAnswer(answer=answer, why=sentence("it is longer than {most} characters", most=LONGEST_TEXT))
    try:
        text.encode()
    except UnicodeEncodeError:
        # An input method can deliver half of a surrogate pair; SQLite and JSON documents take UTF-8 only.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def decode_value(text: str) -> Value:
    """Returns the value that `encode_value` wrote."""
    value = json.loads(text)
    if isinstance(value, dict):
        return Decimal(value["decimal"])
    if isinstance(value, list):
        return tuple(value)
    plain: str | int | bool = value
    return plain


def proof(answer: str, value: str) -> int:
    """Returns a number by which a stored answer is known again: 63 bits of the SHA-256 of its path and its stored text."""
    return int.from_bytes(hashlib.sha256(f"{answer}\n{value}".encode()).digest()[:8], "big") >> 1


def proof_of_all(answers: Mapping[str, str]) -> int:
    """Returns the proofs of all answers of a version, one laid over the other; 0 of none."""
    whole = 0
    for answer, value in answers.items():
        whole ^= proof(answer, value)
    return whole


def encode_ids(ids: Sequence[str]) -> str:
    """Returns a list of ids as JSON text."""
    return json.dumps(list(ids))


def decode_ids(text: str) -> tuple[str, ...]:
    """Returns the ids that `encode_ids` wrote."""
    return tuple(json.loads(text))


def cents(amount_wan: Decimal) -> int:
    """Returns 万元 as whole cents (分), halves to even."""
    return int((amount_wan * CENTS_PER_WAN).to_integral_value())


def wan(amount_cents: int) -> Decimal:
    """Returns whole cents (分) as 万元."""
    return Decimal(amount_cents) / CENTS_PER_WAN


def encode_limits(limits: Limits) -> str:
    """Returns the planner's limits as JSON text, money in cents. Prices are kept as quotes, not here."""
    return json.dumps(
        {
            "target": limits.target,
            "budget_cents": [cents(amount) for amount in limits.budget_wan],
            "start": str(limits.start),
            "quarters": limits.quarters,
            "deadline": None if limits.deadline is None else str(limits.deadline),
            "years_of_use": limits.years_of_use,
            "running_budget_cents": None if limits.running_budget_wan is None else cents(limits.running_budget_wan),
            "margin": limits.margin,
            "staff_weeks": None if limits.staff_weeks is None else str(limits.staff_weeks),
            "carry_over": limits.carry_over,
            "budget_by_quarter": limits.budget_by_quarter,
            "most_at_once": limits.most_at_once,
            "blackout": sorted(str(quarter) for quarter in limits.blackout),
            "require": [
                [lock.measure, lock.variant, None if lock.quarter is None else str(lock.quarter)]
                for lock in limits.require
            ],
            "forbid": sorted(limits.forbid),
            "forbid_ways": sorted([measure, variant] for measure, variant in limits.forbid_ways),
            "done": sorted(limits.done),
            "objective": limits.objective,
            "uncounted": sorted(limits.uncounted),
            "eligible": sorted(limits.eligible),
            "funding": {fact.value: str(value) for fact, value in limits.funding.items()},
            "like": [[measure, way, str(quarter)] for measure, way, quarter in limits.like],
            "sure": None if limits.sure is None else str(limits.sure),
            "payment": [str(share) for share in limits.payment],
            "terms": [
                [
                    measure,
                    way,
                    None if terms.stop_wan is None else cents(terms.stop_wan),
                    [str(share) for share in terms.payment],
                ]
                for (measure, way), terms in sorted(limits.terms.items())
            ],
        }
    )


def decode_limits(text: str, prices_wan: Mapping[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]]) -> Limits:
    """Returns the limits that `encode_limits` wrote, with the user's own prices put in."""
    raw: dict[str, Any] = json.loads(text)
    return Limits(
        target=TierId(raw["target"]),
        budget_wan=tuple(wan(amount) for amount in raw["budget_cents"]),
        start=Quarter.parse(raw["start"]),
        quarters=raw["quarters"],
        deadline=None if raw["deadline"] is None else Quarter.parse(raw["deadline"]),
        years_of_use=raw["years_of_use"],
        running_budget_wan=None if raw["running_budget_cents"] is None else wan(raw["running_budget_cents"]),
        margin=raw["margin"],
        staff_weeks=None if raw["staff_weeks"] is None else Decimal(raw["staff_weeks"]),
        carry_over=raw["carry_over"],
        most_at_once=raw["most_at_once"],
        blackout=frozenset(Quarter.parse(quarter) for quarter in raw["blackout"]),
        require=tuple(
            Lock(
                MeasureId(measure),
                None if variant is None else VariantId(variant),
                None if quarter is None else Quarter.parse(quarter),
            )
            for measure, variant, quarter in raw["require"]
        ),
        forbid=frozenset(MeasureId(measure) for measure in raw["forbid"]),
        forbid_ways=frozenset((MeasureId(measure), VariantId(variant)) for measure, variant in raw["forbid_ways"]),
        done=frozenset(MeasureId(measure) for measure in raw["done"]),
        prices_wan=MappingProxyType(dict(prices_wan)),
        objective=Objective(raw["objective"]),
        budget_by_quarter=raw.get("budget_by_quarter", False),
        uncounted=frozenset(SubsidyId(rule) for rule in raw.get("uncounted", ())),
        eligible=frozenset(SubsidyId(rule) for rule in raw.get("eligible", ())),
        funding=MappingProxyType({FundingFact(fact): Decimal(value) for fact, value in raw.get("funding", {}).items()}),
        like=tuple((MeasureId(name), VariantId(way), Quarter.parse(start)) for name, way, start in raw.get("like", ())),
        sure=None if raw.get("sure") is None else Decimal(raw["sure"]),
        payment=tuple(Decimal(share) for share in raw.get("payment", ())),
        terms=MappingProxyType(
            {
                (MeasureId(measure), VariantId(way)): OwnTerms(
                    None if stop is None else wan(stop), tuple(Decimal(share) for share in shares)
                )
                for measure, way, stop, shares in raw.get("terms", ())
            }
        ),
    )
