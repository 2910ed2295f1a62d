"""A region as a paper: the pyramid, the demand for shared services, where factories are stuck, progress, distances."""

from collections.abc import Iterable
from decimal import Decimal

import resources
from models.language import Text, in_both
from models.region.facts import GroupField
from models.region.publication import Publication
from reports import charts
from reports.content.blocks import (
    EMPTY,
    Align,
    Block,
    Callout,
    Cell,
    ChartFigure,
    Column,
    Content,
    CoverPage,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.words import _, joined, listed, plain
from reports.payload.canonical import canonical, resolved
from reports.region import tables
from reports.region.published import publication_json, published_tables
from reports.region.tables import RegionCell, RegionTable
from reports.region.tree import CAVEAT, RegionPaper, group_name, region_tree

FORMAT = "zhijie-region"
_SELF_ASSESSED = in_both(CAVEAT)


def region_content(paper: RegionPaper, created: str) -> Content:
    """Returns what the paper of a region says; all of it as JSON is attached.

    Args:
        paper: the region.
        created: ISO time with zone.
    """
    title = _("The region and its factories")
    tree = {"format": FORMAT, "format_version": 1, "region": resolved(region_tree(paper), None)}
    return Content(
        cover=_cover(paper, title, created),
        running_title=joined(title, where_words(paper), zh=" · ", en=" · "),
        footer=joined(_("From verified reports only"), plain(created[:10]), zh=" · ", en=" · "),
        draft=False,
        blocks=tuple(_blocks(paper)),
        created=created,
        payload=canonical(tree),
        producer=f"Zhijie {resources.version()}",
    )


def publication_content(publication: Publication, created: str) -> Content:
    """Returns what a region publishes as a paper; the publication itself is attached.

    Args:
        publication: its tables.
        created: ISO time with zone.
    """
    title = _("Intelligent factories of the region")
    blocks: list[Block] = [Heading(1, _("Factories by tier"), "tables", fresh=True)]
    for table in published_tables(publication):
        blocks += _table(table)
    return Content(
        cover=CoverPage(
            title=title,
            subtitle=_("Counts from verified self-assessments; groups under five are not published"),
            factory=EMPTY,
            tier_label=_("As of"),
            tier=plain(publication.day),
            facts=((_("Written on"), plain(created[:16].replace("T", " "))),),
            notice=_SELF_ASSESSED,
            hint=EMPTY,
            logo_png=b"",
            logo_alternative=EMPTY,
        ),
        running_title=title,
        footer=joined(_("Groups under five are not published"), plain(created[:10]), zh=" · ", en=" · "),
        draft=False,
        blocks=tuple(blocks),
        created=created,
        payload=canonical(publication_json(publication)),
        producer=f"Zhijie {resources.version()}",
    )


def where_words(paper: RegionPaper) -> Text:
    """Returns which part of the region this is; empty for the whole."""
    return listed([group_name(GroupField(by), group) for by, group in paper.where.items()])


def pyramid_chart(paper: RegionPaper) -> charts.RegionPyramid:
    """Returns the pyramid, as paper and window draw it."""
    rungs = tuple(charts.Rung(name, count, backed) for name, count, backed in tables.rungs(paper))
    return charts.RegionPyramid(rungs, _("proven by evidence"), _("claimed"))


def _cover(paper: RegionPaper, title: Text, created: str) -> CoverPage:
    view = paper.view
    facts: list[tuple[Text, Text]] = [
        (_("Part of the region"), where_words(paper)),
        (_("Factories"), plain(len(view.factories))),
        (_("Reports"), plain(view.reports)),
        (_("With contradictions"), plain(view.contradictory)),
        (_("Written on"), plain(created[:16].replace("T", " "))),
    ]
    return CoverPage(
        title=title,
        subtitle=_("Pyramid, what holds factories back, and which shared services would lift most of them"),
        factory=where_words(paper),
        tier_label=_("Factories"),
        tier=plain(len(view.factories)),
        facts=tuple((label, value) for label, value in facts if value.zh),
        notice=_SELF_ASSESSED,
        hint=EMPTY,
        logo_png=b"",
        logo_alternative=EMPTY,
    )


def _blocks(paper: RegionPaper) -> Iterable[Block]:
    demand = paper.demand
    yield Heading(1, _("The region in brief"), "brief", fresh=True)
    yield Paragraph(tables.summary(paper), Voice.LEAD)
    chart = pyramid_chart(paper)
    described = [joined(rung.name, plain(rung.count), zh=" ") for rung in chart.rungs]
    yield ChartFigure(chart, _("Factories by tier"), listed(described))
    left_out = tables.left_out_words(paper)
    if left_out is not None:
        yield Paragraph(left_out, Voice.NOTE)
    if demand is not None:
        yield Heading(1, _("Which shared services would lift most factories"), "services")
        first, *rest = tables.answer(paper, demand)
        yield Callout(_("The answer"), joined(first, *rest))
        table = tables.service_table(paper, demand)
        if table.rows:
            yield from _table(table)
        yield from (Paragraph(line) for line in tables.method(paper, demand))
    yield Heading(1, _("By industry, size and city"), "groups")
    for table in tables.group_tables(paper):
        yield from _table(table)
    yield Heading(1, _("Where factories are stuck"), "stuck")
    for table in tables.stuck_tables(paper):
        yield from _table(table)
    progress = tables.progress_table(paper)
    if progress.rows:
        yield Heading(1, _("Progress"), "progress")
        moved = tables.movement_words(paper)
        if moved is not None:
            yield Paragraph(moved)
        yield from _table(progress)
    distance = tables.distance_table(paper)
    if distance.rows:
        yield Heading(1, _("Distance to the best"), "distance")
        yield from _table(distance)


def _table(table: RegionTable) -> Iterable[Block]:
    columns = tuple(
        Column(column.title, column.share, Align.RIGHT if column.is_number else Align.LEFT) for column in table.columns
    )
    rows = tuple(Row(tuple(Cell(_shown(cell)) for cell in row)) for row in table.rows)
    yield Table(table.title, columns, rows)
    if table.note is not None:
        yield Paragraph(table.note, Voice.NOTE)


def _shown(cell: RegionCell) -> Text:
    if cell is None:
        return plain("—")
    if isinstance(cell, Decimal):
        return plain(f"{cell:,.2f}" if cell % 1 else f"{int(cell):,}")
    return cell if isinstance(cell, Text) else plain(f"{cell:,}")
