"""Where no public text says how to read a rule, the person chooses; the choice is an answer and stays with the case."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from models.assessment import Assessment
from models.figures import Confidence
from models.language import Text
from models.rulebook import AiDenominator, IndicatorReading, MaturityWeights, Rulebook, SubdomainId

_KEPT = 8
"""Rulebooks kept with their readings: an evaluation follows every keystroke and must not compile the rules anew."""
_Readings = tuple[MaturityWeights | None, AiDenominator, IndicatorReading]
_chosen: list[tuple[Rulebook, _Readings, Rulebook]] = []
OWN = "custom"
"""The choice that takes the user's own weights, `rules.weight_P1` and so on."""


def as_chosen(assessment: Assessment, rulebook: Rulebook) -> Rulebook:
    """Returns the rulebook with the weights and the readings that the answers choose; itself where nothing is chosen."""
    readings = (
        chosen_weights(assessment, rulebook) or rulebook.weights,
        chosen_denominator(assessment) or rulebook.ai_denominator,
        chosen_indicator_reading(assessment) or rulebook.indicator_reading,
    )
    if readings == (rulebook.weights, rulebook.ai_denominator, rulebook.indicator_reading):
        return rulebook
    for base, with_readings, chosen in _chosen:
        if base is rulebook and with_readings == readings:
            return chosen
    weights, denominator, indicators = readings
    chosen = replace(rulebook, weights=weights, ai_denominator=denominator, indicator_reading=indicators)
    _chosen[:] = [(rulebook, readings, chosen), *_chosen[: _KEPT - 1]]
    return chosen


def chosen_weights(assessment: Assessment, rulebook: Rulebook) -> MaturityWeights | None:
    """Returns the maturity weights that the answers choose, None for the pack's own.

    Own weights are parts of any size; a subdomain without a part weighs nothing. Without any part the pack's hold.
    """
    choice = assessment.get("rules.maturity_weights")
    if choice is None:
        return None
    if choice != OWN:
        return next((weights for weights in rulebook.weight_sets if weights.id == choice and weights.shares), None)
    parts: dict[SubdomainId, Decimal] = {}
    for subdomain in rulebook.subdomains:
        given = assessment.get(f"rules.weight_{subdomain.id}")
        parts[subdomain.id] = Decimal(given) if isinstance(given, int | Decimal) else Decimal(0)
    total = sum(parts.values(), Decimal(0))
    if total <= 0:
        return None
    return MaturityWeights(
        id=OWN,
        name=Text(zh="自定权重", en="own weights"),
        shares=MappingProxyType({key: part / total for key, part in parts.items()}),
        confidence=Confidence.QUOTE,
        sources=(),
        note=Text(zh="企业自己填写的权重。", en="Weights entered by the enterprise."),
    )


def chosen_denominator(assessment: Assessment) -> AiDenominator | None:
    """Returns what the AI share is divided by, None for the pack's own reading."""
    choice = assessment.get("rules.ai_denominator")
    return next((option for option in AiDenominator if option.value == choice), None)


def chosen_indicator_reading(assessment: Assessment) -> IndicatorReading | None:
    """Returns how many indicators “main indicators” are, None for the pack's own reading."""
    choice = assessment.get("rules.indicator_reading")
    return next((option for option in IndicatorReading if option.value == choice), None)
