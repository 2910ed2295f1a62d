"""A plan in five lines and the name of a tier, for where there is no room for a page."""

from collections.abc import Sequence
from itertools import groupby

from models.catalogue import Catalogue, VariantId
from models.figures import yuan
from models.language import N_, Sentence, Text, sentence
from models.limits import Objective
from models.roadmap import PlanStatus, Roadmap, Step
from models.rulebook import Rulebook, TierId

PLAN_LINES = 5


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
    Objective.PAYBACK: sentence("with the shortest payback"),
    Objective.BENEFIT: sentence("with the best yearly gain"),
}


def _outcome(roadmap: Roadmap, rulebook: Rulebook) -> Sentence:
    target = tier_text(rulebook, roadmap.limits.target)
    if roadmap.is_there_already:
        return sentence(N_("{target} is already reached: nothing needs to be bought."), target=target)
    if roadmap.status is PlanStatus.OPTIMAL:
        finish = next(
            (quarter for quarter, tier in roadmap.tier_by_quarter if _reaches(tier, roadmap.limits.target, rulebook)),
            None,
        )
        return sentence(
            N_(
                "{target} by the end of {finish} for {total} (one-off {one_off}, running {running}, subsidies at most {subsidy}); proven {best}, gap {gap} %."
            ),
            best=_BEST[roadmap.limits.objective],
            target=target,
            finish=finish,
            total=yuan(roadmap.cost.total_wan),
            one_off=yuan(roadmap.cost.one_off_wan),
            running=yuan(roadmap.cost.running_wan),
            subsidy=yuan(roadmap.cost.subsidy_wan),
            gap=roadmap.gap * 100,
        )
    return sentence(
        "{target} is not reached within these limits; what can be reached costs {total}.",
        target=target,
        total=yuan(roadmap.cost.total_wan),
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
