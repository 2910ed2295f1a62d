"""What is said of a region, as sentences and tables: window, PDF and workbook show the same ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models import counts
from models.figures import yuan
from models.language import Sentence, Text, counted, in_both, sentence
from models.region.demand import Demand, Estimate, Reach, ServiceDemand
from models.region.facts import GroupField
from models.region.industry import industry_text
from models.region.pyramid import Group, RungTally
from models.rulebook import TIER_IDS
from reports.content.words import _, joined, listed, plain
from reports.region.tree import RUNG_KEYS, RUNG_NAMES, RegionPaper, group_name, service_name

MOST_ROWS = 12
"""Groups, conditions and sectors beyond these are not listed on pages; `region --json` has them all."""
RegionCell = Text | int | Decimal | None


@dataclass(frozen=True, slots=True)
class RegionColumn:
    """One column of a table."""

    title: Text
    share: float = 1.0
    """Width relative to the other columns."""
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Rows under heads."""

    id: str
    title: Text
    columns: tuple[RegionColumn, ...]
    rows: tuple[tuple[RegionCell, ...], ...]
    note: Text | None = None


def _text(title: Text, share: float = 2.0) -> RegionColumn:
    return RegionColumn(title, share, is_number=False)


def group_tables(paper: RegionPaper, most: int = MOST_ROWS) -> tuple[RegionTable, ...]:
    """Returns the pyramid by industry, size and city; by province where there are several."""
    return tuple(
        _groups(by, groups, most)
        for by in (GroupField.INDUSTRY, GroupField.SIZE, GroupField.CITY, GroupField.PROVINCE)
        if (groups := paper.view.groups[by]) and (by is not GroupField.PROVINCE or len(groups) > 1)
    )


def _groups(by: GroupField, groups: Sequence[Group], most: int) -> RegionTable:
    head = Text(by.text("zh"), by.text("en"))
    rows: list[tuple[RegionCell, ...]] = [(group_name(by, group.key), *_counts(group.tally)) for group in groups[:most]]
    if len(groups) > most:
        rest = [_counts(group.tally) for group in groups[most:]]
        rows.append((_("others ({count})", count=len(rest)), *(sum(numbers) for numbers in zip(*rest, strict=True))))
    return RegionTable(
        by.value,
        _("Factories by tier: {field}", field=head),
        (
            _text(head, 3.2),
            RegionColumn(_("Factories")),
            *(RegionColumn(RUNG_NAMES[key]) for key in RUNG_KEYS),
            RegionColumn(_("Tier proven"), 1.1),
        ),
        tuple(rows),
        _("“Tier proven” counts factories on a tier that their evidence alone carries there."),
    )


def _counts(tally: RungTally) -> tuple[int, ...]:
    return (tally.factories, *tally.reached, sum(tally.backed[1:]))


def stuck_tables(paper: RegionPaper, most: int = MOST_ROWS) -> tuple[RegionTable, ...]:
    """Returns, for each tier below which factories stand, the conditions that fail most."""
    labels = paper.view.labels
    return tuple(
        RegionTable(
            f"stuck-{tier.tier}",
            in_both(
                counted(
                    "What keeps {count} factory from {tier}",
                    "What keeps {count} factories from {tier}",
                    count=tier.factories,
                    tier=RUNG_NAMES[tier.tier],
                )
            ),
            (
                _text(_("Condition"), 4.0),
                RegionColumn(_("Not met")),
                RegionColumn(_("Unknown")),
                RegionColumn(_("Only claimed")),
                RegionColumn(_("Proven")),
                RegionColumn(_("The last one missing"), 1.2),
            ),
            tuple(
                (labels[each.condition].text, each.not_met, each.unknown, each.claimed, each.proven, each.alone)
                for each in tier.conditions[:most]
            ),
        )
        for tier in paper.view.stuck
        if tier.factories and tier.conditions
    )


def service_table(paper: RegionPaper, demand: Demand) -> RegionTable:
    """Returns the shared services, the one that lifts most factories first."""
    return RegionTable(
        "services",
        _("Shared services, each taken singly"),
        (
            _text(_("Service"), 2.4),
            RegionColumn(_("Would use it"), 1.3),
            RegionColumn(_("Lifts"), 1.3),
            RegionColumn(_("Saves, 10,000 yuan"), 1.7),
            RegionColumn(_("Not proven")),
            _text(_("Capacity"), 1.6),
            _text(_("Used for"), 4.0),
        ),
        tuple(_service_row(paper, each) for each in demand.services),
        _(
            "Lifts: factories that reach their next tier with the service and, proven, not without it. Saves: what those that reach it either way pay less over the years of use. Not proven: users for which the time limit left a plan open."
        ),
    )


def _service_row(paper: RegionPaper, demand: ServiceDemand) -> tuple[RegionCell, ...]:
    measures = paper.catalogue.measures
    effect = demand.effect
    names = [measures[measure].name for measure, _count in demand.measures[:3]]
    return (
        service_name(demand.service, paper.catalogue),
        _figure(effect.users),
        _figure(effect.lifted),
        _figure(effect.saved_wan),
        effect.unproven,
        capacity_words(paper, demand),
        _("{measures} and {more} more", measures=names, more=len(demand.measures) - len(names))
        if len(demand.measures) > len(names)
        else listed(names),
    )


def _figure(estimate: Estimate) -> RegionCell:
    if not estimate.is_exact:
        return _("{value} ({low} to {high})", value=estimate.value, low=estimate.low, high=estimate.high)
    return estimate.value if estimate.value % 1 else int(estimate.value)


def capacity_words(paper: RegionPaper, demand: ServiceDemand) -> Text:
    """Returns whether a service has room for those who would use it, as far as the office said."""
    capacity = paper.capacities.get(demand.service)
    if capacity is None:
        return _("unknown")
    short = int(demand.effect.users.value) - capacity
    return (
        _("{room}, enough", room=capacity) if short <= 0 else _("{room}, {short} too few", room=capacity, short=short)
    )


def progress_table(paper: RegionPaper, most: int = MOST_ROWS) -> RegionTable:
    """Returns the pyramid at the end of each of the last quarters."""
    return RegionTable(
        "progress",
        _("The pyramid at the end of each quarter"),
        (
            _text(_("Quarter"), 1.4),
            *(RegionColumn(RUNG_NAMES[key]) for key in RUNG_KEYS),
            RegionColumn(_("Joined")),
            RegionColumn(_("Risen")),
            RegionColumn(_("Fallen")),
        ),
        tuple(
            (Text(each.quarter, each.quarter), *each.tally.reached, each.joined, each.risen, each.fallen)
            for each in paper.view.moments[-most:]
        ),
    )


def distance_table(paper: RegionPaper, most: int = MOST_ROWS) -> RegionTable:
    """Returns how far each sector is from its best factory."""
    labels = paper.view.labels
    return RegionTable(
        "distance",
        _("Distance to the best of the sector"),
        (
            _text(_("Industry"), 3.0),
            RegionColumn(_("Factories")),
            _text(_("Best"), 1.2),
            RegionColumn(_("Conditions the best meets"), 1.5),
            RegionColumn(_("In the middle")),
            _text(_("What most others lack"), 4.0),
        ),
        tuple(
            (
                industry_text(each.industry),
                each.factories,
                RUNG_NAMES[each.best or "none"],
                each.best_met,
                Decimal(str(each.median_met)),
                _("{text} ({count})", text=labels[each.lacking[0][0]].text, count=each.lacking[0][1])
                if each.lacking
                else Text("—", "—"),
            )
            for each in paper.view.distances[:most]
        ),
    )


def tables_of(paper: RegionPaper, most: int = MOST_ROWS) -> tuple[RegionTable, ...]:
    """Returns every table, in the order of the paper."""
    services = () if paper.demand is None else (service_table(paper, paper.demand),)
    tables = (
        *services,
        *group_tables(paper, most),
        *stuck_tables(paper, most),
        progress_table(paper, most),
        distance_table(paper, most),
    )
    return tuple(table for table in tables if table.rows)


# ------------------------------------------------------------------------------------------ sentences


def summary(paper: RegionPaper) -> Text:
    """Returns the region in one sentence."""
    view = paper.view
    parts = [
        joined(RUNG_NAMES[key], plain(count), zh=" ") for key, count in zip(RUNG_KEYS, view.tally.reached, strict=True)
    ]
    return in_both(
        sentence(
            "{factories} with a valid report: {parts}. Of those on a tier, {backed} are carried there by evidence alone.",
            factories=_factories(len(view.factories)),
            parts=parts,
            backed=sum(view.tally.backed[1:]),
        )
    )


def _factories(count: int) -> Sentence:
    return counted("{count} factory", "{count} factories", count=count)


def answer(paper: RegionPaper, demand: Demand) -> tuple[Text, ...]:
    """Returns which services would lift most factories, and what the best do together."""
    if not demand.factories:
        return (_("Every factory stands on the highest tier: no service can lift one."),)
    if not demand.best:
        return (_("No shared service lifts a factory or saves it anything under these limits."),)
    by_id = {each.service: each for each in demand.services}
    named = [
        _(
            "{service} (lifts {lifted}, saves {saved})",
            service=service_name(service, paper.catalogue),
            lifted=_words(by_id[service].effect.lifted),
            saved=_money(by_id[service].effect.saved_wan),
        )
        for service in demand.best
    ]
    lines = [_("The services that lift most factories, each taken singly: {services}.", services=named)]
    if demand.together is not None:
        together = demand.together
        lines.append(
            _(
                "Together they lift {lifted} to the next tier and save those that reach it either way {saved} over the years of use; {users} would use at least one.",
                lifted=_many(together.lifted),
                saved=_money(together.saved_wan),
                users=_many(together.users),
            )
        )
    held = held_by_better(demand)
    if held:
        names = [service_name(service, paper.catalogue) for service in held]
        lines.append(
            _("Not named again, because a better one includes all that they offer: {services}.", services=names)
        )
    return tuple(lines)


def held_by_better(demand: Demand) -> tuple[str, ...]:
    """Returns the services that would stand among the best if a better one did not include all that they offer."""
    ranking = [each.service for each in demand.services]
    last = max((ranking.index(service) for service in demand.best), default=-1)
    return tuple(service for service in ranking[: last + 1] if service not in demand.best)


def _words(estimate: Estimate) -> Text:
    value = estimate.value
    if estimate.is_exact:
        return plain(value)
    return _("{value} ({low} to {high})", value=value, low=estimate.low, high=estimate.high)


def _many(estimate: Estimate) -> Text:
    if estimate.is_exact:
        return in_both(_factories(int(estimate.value)))
    return _(
        "{factories} ({low} to {high})",
        factories=_factories(int(estimate.value)),
        low=estimate.low,
        high=estimate.high,
    )


def _money(estimate: Estimate) -> Text:
    if estimate.is_exact:
        return yuan(estimate.value)
    return _("{value} ({low} to {high})", value=yuan(estimate.value), low=yuan(estimate.low), high=yuan(estimate.high))


def method(paper: RegionPaper, demand: Demand) -> tuple[Text, ...]:
    """Returns how the demand was worked out, and what it leaves open."""
    reach = demand.by_reach
    common = paper.common
    lines = [
        _(
            "Each factory's cheapest plan to its next tier, with and without each service: under the limits in its report, otherwise with {budget} a year for {quarters} from {start}.",
            budget=yuan(common.budget_wan[0]),
            quarters=counts.quarters(common.quarters),
            start=common.start,
        ),
        _(
            "Planned: {planned}. With every service at hand, {reached} of them can reach the next tier; the limits do not suffice for {out}, what no measure brings, such as a recognition, is missing for {beyond}, and {open} could not be decided.",
            planned=_factories(demand.planned),
            reached=reach.get(Reach.REACHED, 0) + reach.get(Reach.UNPROVEN, 0),
            out=reach.get(Reach.OUT_OF_REACH, 0),
            beyond=reach.get(Reach.BEYOND_MEASURES, 0),
            open=reach.get(Reach.UNKNOWN, 0) + reach.get(Reach.REFUSED, 0),
        ),
    ]
    if demand.planned < demand.factories:
        lines.append(
            _(
                "A sample of {planned} out of {factories} was planned; the figures stand for all, with the interval that holds the truth in 95 of 100 samples.",
                planned=demand.planned,
                factories=demand.factories,
            )
        )
    if paper.capacities:
        lines.append(_("Capacities are as the office entered them; a capacity that was not entered is unknown."))
    return tuple(lines)


def movement_words(paper: RegionPaper) -> Text | None:
    """Returns what the versions of the cases did; None where no case has several."""
    moved = paper.view.movement
    if not moved.cases:
        return None
    return in_both(
        counted(
            "{count} factory sent several versions: {risen} rose, {fallen} fell; {closed} conditions were closed and {reopened} reopened.",
            "{count} factories sent several versions: {risen} rose, {fallen} fell; {closed} conditions were closed and {reopened} reopened.",
            count=moved.cases,
            risen=moved.risen,
            fallen=moved.fallen,
            closed=moved.closed,
            reopened=moved.reopened,
        )
    )


def left_out_words(paper: RegionPaper) -> Text | None:
    """Returns which files do not count; None where all do."""
    names = {
        "untrusted": _("signer not confirmed here"),
        "changed": _("changed after signing"),
        "unverifiable": _("cannot be verified"),
        "reply": _("replies and notes"),
    }
    parts: Iterable[Text] = [
        _("{what}: {count}", what=names.get(reason, Text(reason, reason)), count=count)
        for reason, count in sorted(paper.left_out.items())
        if count
    ]
    parts = tuple(parts)
    return _("Not counted: {parts}.", parts=parts) if parts else None


def rungs(paper: RegionPaper) -> tuple[tuple[Text, int, int], ...]:
    """Returns name, factories and those whose evidence carries them, from no tier to leading."""
    tally = paper.view.tally
    return tuple(
        (RUNG_NAMES[key], number, backed if key in TIER_IDS else 0)
        for key, number, backed in zip(RUNG_KEYS, tally.reached, tally.backed, strict=True)
    )
