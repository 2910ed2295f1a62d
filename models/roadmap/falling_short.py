"""What a plan is the best of where it falls short of its target, in one sentence for every place that says it."""

from models.language import N_, Sentence, Text, sentence
from models.limits import Objective

_TO_TIER = {
    Objective.CHEAPEST: N_("This is the cheapest plan to {tier}, the highest tier that can be reached, proven."),
    Objective.PAYBACK: N_(
        "This is the plan with the shortest payback to {tier}, the highest tier that can be reached, proven."
    ),
    Objective.BENEFIT: N_(
        "This is the plan with the highest yearly gain to {tier}, the highest tier that can be reached, proven."
    ),
}
_TO_CONDITIONS = {
    Objective.CHEAPEST: N_("This is the cheapest plan that meets as many of its conditions as possible, proven."),
    Objective.PAYBACK: N_(
        "This is the plan with the shortest payback that meets as many of its conditions as possible, proven."
    ),
    Objective.BENEFIT: N_(
        "This is the plan with the highest yearly gain that meets as many of its conditions as possible, proven."
    ),
}


def best_instead(objective: Objective, tier: Text | None) -> Sentence:
    """Returns of which plans one that falls short is the best: of those to a lower tier, or to the most conditions.

    Args:
        objective: what was asked for; the soonest plan to a target that is not reached is the cheapest.
        tier: the name of the tier that the plan is made for; None where no measure brings one.
    """
    asked = Objective.CHEAPEST if objective is Objective.SOONEST else objective
    if tier is None:
        return sentence(_TO_CONDITIONS[asked])
    return sentence(_TO_TIER[asked], tier=tier)
