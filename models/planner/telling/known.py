"""The sentences that rest on a solve: which there are, and whether what is read is one of them.

Everything else that a plan says can be worked out again and compared. These are the signer's word until somebody solves
again; so at least they are sentences of this program, about measures and conditions that exist.
"""

import re
from collections.abc import Collection
from decimal import Decimal

from models import counts
from models.catalogue import Catalogue
from models.figures import yuan
from models.language import Sentence, Text
from models.rulebook import Rulebook

Form = tuple[str, str]
"""Message and plural of a sentence; no plural where nothing is counted."""
_COUNTS: frozenset[Form] = frozenset(
    (said.message, said.plural) for said in (counts.measures(1), counts.person_weeks(1), counts.years(1))
)
_FACT = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"(?:[0-9]{4}(?:Q[1-4])?|[0-9]{1,9}(?:\.[0-9]{1,6})?)")
"""What a fact may be that is no name: a year, a quarter, a number."""
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){0,4}) yuan")


LEFT_OUT = frozenset(
    (
        ("It cannot be combined with what you required.", ""),
        ("With it, no plan reaches the target, whatever the money and the time.", ""),
        ("With it, the target is not reached by {quarter}.", ""),
        ("It would exceed the budget: {years}.", ""),
        ("With it, the plan does not fit the available time and staff.", ""),
        ("It cannot be combined with {measure}, which is in the plan.", ""),
        ("The best plan with it has a cost of ownership {worse} higher.", ""),
        ("Equally cheap; the plan shown comes first in catalogue order.", ""),
        ("The best plan with it drops {measures} and has a cost of ownership {worse} higher.", ""),
        ("With it, the yearly gain after running cost would be {less} lower.", ""),
        ("With it, the plan pays back after {later} instead of {years}.", ""),
        ("With it, the plan would not pay back.", ""),
        ("{money} in {quarter}", ""),
        ("{money} in {year}", ""),
        ("{money} in every later year", ""),
    )
)
"""What planning with a measure says of it."""
BESIDES = frozenset(
    (
        ("It adds nothing to the plan; its cost of ownership is {cost}.", ""),
        ("It cannot be combined with {measure}, which is in the plan.", ""),
        (
            "In addition to the plan, it would close {conditions}, but it does not fit the limits; its cost of ownership is {cost}.",
            "",
        ),
        (
            "In addition to the plan, it would close {conditions}, but the next tier stays out of reach within the limits; its cost of ownership is {cost}.",
            "",
        ),
        (
            "In addition to the plan, it would only raise the maturity score without meeting another condition; its cost of ownership is {cost}.",
            "",
        ),
        ("It cannot be combined with what you required.", ""),
    )
)
"""What a measure would bring besides a plan that falls short: worked out again."""
SHORTFALL = frozenset(
    (
        ("No measure can bring this about, so neither money nor time helps: {conditions}", ""),
        ("It is reached with {money} more: {years}.", ""),
        (
            "With {count} more quarter it is reached at the same yearly budget.",
            "With {count} more quarters it is reached at the same yearly budget.",
        ),
        ("No available measures reach it, whatever the money and the time.", ""),
        ("It would take much more of: {limits}.", ""),
        ("No single limit is to blame; it is reached if these are relaxed together: {limits}.", ""),
        ("Without the measures you ruled out, nothing available reaches it, whatever the money and the time.", ""),
        ("Stopped early, so what is missing was not determined.", ""),
        ("the time", ""),
        ("the number of measures at once", ""),
        ("the closed quarters", ""),
        ("the staff", ""),
        ("the money", ""),
        ("It is reached without a margin.", ""),
        ("what may be spent on running cost", ""),
        ("No measure can bring this about.", ""),
        ("It takes what you ruled out: {measures}.", ""),
        ("{money} in {quarter}", ""),
        ("{money} in {year}", ""),
        ("{money} in every later year", ""),
        ("It is reached if you no longer rule out: {measures}.", ""),
        ("It is reached if unused money may be carried over to the next year.", ""),
        (
            "It is reached with {count} more person-week per quarter.",
            "It is reached with {count} more person-weeks per quarter.",
        ),
        ("It is reached if measures may start in {quarters} after all.", ""),
        ("It is reached with {measures} at once instead of {now}.", ""),
        ("What you require does not fit these limits. It fits {ways}.", ""),
        ("{measure} is to start in {quarter}, but the plan runs from {first} to {last}.", ""),
        ("with {money} more ({years})", ""),
        ("with {count} more quarter", "with {count} more quarters"),
        ("with {weeks} more in each quarter", ""),
        ("if measures may start in {quarters} after all", ""),
        ("with {measures} at once", ""),
        ("What you require fits only if these are relaxed together: {limits}.", ""),
        ("What you require does not fit the budget, the staff and the time.", ""),
    )
)
"""What is missing."""


def texts_of(catalogue: Catalogue, rulebook: Rulebook) -> frozenset[Text]:
    """Returns the names that a plan may speak of: measures, conditions, tiers."""
    return frozenset(
        (
            *(measure.name for measure in catalogue.measures.values()),
            *(condition.text for condition in rulebook.conditions),
            *(tier.name for tier in rulebook.tiers),
        )
    )


def is_known(said: Sentence, forms: Collection[Form], texts: Collection[Text]) -> bool:
    """Returns whether a sentence is one of the program's own, with the facts that it takes.

    Args:
        said: the sentence, from anywhere.
        forms: those that may stand in its place and inside it.
        texts: from `texts_of`.
    """
    wanted = set(_FACT.findall(said.message))
    if said.plural:
        wanted |= {"count", *_FACT.findall(said.plural)}
    return (
        (said.message, said.plural) in forms
        and set(said.facts) == wanted
        and all(_is_fact(fact, forms, texts) for fact in said.facts.values())
    )


def _is_fact(fact: object, forms: Collection[Form], texts: Collection[Text]) -> bool:
    match fact:
        case Sentence():
            return is_known(fact, _COUNTS, texts) or is_known(fact, forms, texts)
        case Text():
            return fact in texts or _is_amount(fact)
        case list() | tuple():
            return all(_is_fact(each, forms, texts) for each in fact)
        case bool():
            return False
        case int() | Decimal():
            return True
        case _:
            return _PLAIN.fullmatch(str(fact)) is not None


def _is_amount(text: Text) -> bool:
    amount = _AMOUNT.fullmatch(text.en)
    if amount is None:
        return False
    wan = Decimal(amount[1].replace(",", "")) / 10_000
    return text in (yuan(wan), yuan(wan, compared=True))
