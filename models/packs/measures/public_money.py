"""The entries of a catalogue pack about public money: the rules, and what each price is made of."""

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from models.catalogue import MeasureId, VariantId
from models.catalogue.public_money import (
    PAID_AFTER,
    WORK_WEEKS,
    Bill,
    Spending,
    Subsidy,
    SubsidyId,
    SubsidyKind,
    TaxRelief,
)
from models.language import N_, sentence
from models.packs.measures.entries import identifier
from models.packs.text.table import PackTable, number_of, one_or_both
from models.packs.text.tree import Defect, Node
from models.rulebook import TIER_IDS, TierId
from models.spelling.places import NATIONAL, known

_LEVELS = ("1", "2", "3", "4")
_SPENDING = tuple(kind.value for kind in Spending)


def subsidy(node: Node) -> Subsidy:
    """Returns one rule of public money.

    Raises:
        Defect: at the first thing that is wrong in it.
    """
    row = PackTable(node)
    tier = row.word("award_tier", TIER_IDS) if row.has("award_tier") else None
    counts = row.words("counts", dict.fromkeys(_SPENDING))
    rule = Subsidy(
        id=SubsidyId(identifier(row)),
        name=row.text("name"),
        region=_region(row),
        share=row.optional_number("share", high=Decimal(2)),
        cap_wan=row.optional_number("cap"),
        period=one_or_both(row.take("period")),
        funding_tags=row.words("funding_tags"),
        award_tier=TierId(tier) if tier else None,
        award_wan=row.optional_number("award"),
        detail=row.text("detail"),
        confidence=row.confidence("mark"),
        sources=row.some_sources(),
        valid_from=row.optional_date("from", whole=True),
        valid_until=row.optional_date("until", whole=True),
        computable=row.flag("computable"),
        kind=SubsidyKind(row.word("kind", tuple(SubsidyKind))) if row.has("kind") else SubsidyKind.GRANT,
        measures=frozenset(row.words("measures")),
        cap_wan_by_level=MappingProxyType(dict(_caps(row))),
        floor_wan=row.optional_number("floor") or Decimal(0),
        counts=tuple(map(Spending, counts)),
        running_years=row.optional_number("running_years", high=Decimal(10)) or Decimal(0),
        paid_after_quarters=PAID_AFTER if (paid := row.integer("paid_after")) is None else paid,
        work_weeks=WORK_WEEKS if (weeks := row.optional_number("work_weeks", high=Decimal(100))) is None else weeks,
        work_wan=row.optional_number("work_cost") or Decimal(0),
        asks=row.text("asks") if row.has("asks") else None,
        interest_share=row.optional_number("interest_share", high=Decimal(1)),
        years=row.optional_number("years", high=Decimal(30)),
        principal_cap_wan=row.optional_number("principal_cap"),
        piece_cap_wan=row.optional_number("piece_cap"),
        not_with=frozenset(map(SubsidyId, row.words("not_with"))),
        relief=TaxRelief(row.word("relief", tuple(TaxRelief))) if row.has("relief") else None,
        why_told=row.text("why_told") if row.has("why_told") else None,
    )
    _check(rule, node)
    row.done()
    return rule


def _region(row: PackTable) -> str:
    """Returns the places of a rule, each of which must be known: otherwise nobody would ever get the money."""
    region = row.optional_word("region")
    for name in region.split():
        if name != NATIONAL and known(name) is None:
            raise Defect(
                row.take("region"),
                sentence(
                    "“{name}” is not a province or city of China; write {national}, or names such as 安徽 or 合肥, separated by spaces, and ask for a district under “asks”.",
                    name=name,
                    national=NATIONAL,
                ),
            )
    return " ".join(region.split())


def _caps(row: PackTable) -> Iterator[tuple[int, Decimal]]:
    for level, node in row.pairs("cap_by_level"):
        cap = number_of(node)
        if level not in _LEVELS or cap < 0:
            raise Defect(node, sentence(N_("“cap_by_level” gives an amount from 0 for digital levels from 1 to 4.")))
        yield int(level), cap


def _check(rule: Subsidy, node: Node) -> None:
    """Raises a defect where the parts of a rule do not fit together."""
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        raise Defect(
            node,
            sentence(
                "the rule ends on {until}, before it begins on {begins}.",
                until=rule.valid_until,
                begins=rule.valid_from,
            ),
        )
    if rule.paid_after_quarters not in range(41):
        raise Defect(node, sentence(N_("“paid_after” is a number of quarters from 0 to 40.")))
    if (rule.kind is SubsidyKind.TAX) != (rule.relief is not None):
        raise Defect(node, sentence(N_("a rule of kind “tax” says its “relief”, and no other rule does.")))
    if rule.kind is not SubsidyKind.TAX and rule.share is not None and rule.share > 1:
        raise Defect(node, sentence(N_("a share lies between 0 and 1: 0.1 for 10 %.")))
    if not rule.computable:
        return
    if rule.share is None and rule.award_wan is None and rule.interest_share is None:
        raise Defect(node, sentence(N_("a computable rule needs a share or an award.")))
    if rule.kind is SubsidyKind.INTEREST and rule.years is None:
        raise Defect(node, sentence(N_("a computable interest subsidy says for how many “years” it is paid.")))


def bills(node: Node) -> Iterator[tuple[tuple[MeasureId, VariantId], Bill]]:
    """Yields what the prices of some measures are made of, by measure and way.

    Raises:
        Defect: at the first thing that is wrong in it.
    """
    row = PackTable(node)
    measures = row.words("measures")
    way = VariantId(row.word("way", tuple(VariantId)))
    shares = {
        Spending(kind): share for kind in _SPENDING if (share := row.optional_number(kind, Decimal(1))) is not None
    }
    if sum(shares.values()) > 1:
        raise Defect(node, sentence(N_("the parts of a price add up to more than 1.")))
    running = Spending(row.word("running", _SPENDING)) if row.has("running") else None
    row.confidence("mark")
    row.done()
    for measure in measures:
        yield (MeasureId(measure), way), Bill(MappingProxyType(shares), running)
