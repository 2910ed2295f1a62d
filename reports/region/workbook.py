"""A region as a workbook: one sheet for each table, with all its rows."""

from collections.abc import Sequence
from decimal import Decimal

from models.language import Language
from models.region.publication import Publication
from reports.content.words import _
from reports.region import tables
from reports.region.published import published_tables
from reports.region.tables import RegionCell, RegionTable
from reports.region.tree import CAVEAT, RegionPaper
from reports.spreadsheet.book import Book, Look

_ALL_ROWS = 10_000


def region_workbook(paper: RegionPaper, language: Language, created: str) -> bytes:
    """Returns a region as XLSX; money in 10,000 yuan.

    Args:
        paper: the region.
        language: of all texts.
        created: ISO time with zone.
    """
    book = Book(language)
    lines = [tables.summary(paper), tables.movement_words(paper), tables.left_out_words(paper)]
    if paper.demand is not None:
        lines += [*tables.answer(paper, paper.demand), *tables.method(paper, paper.demand)]
    rows: list[Sequence[object]] = [[line.text(language)] for line in lines if line is not None]
    rows.append([CAVEAT.text(language)])
    book.sheet(_("Overview").text(language), rows, Look(head=False))
    for table in tables.tables_of(paper, _ALL_ROWS):
        _sheet(book, table)
    return book.bytes(created)


def publication_workbook(publication: Publication, language: Language, created: str) -> bytes:
    """Returns what a region publishes as XLSX."""
    book = Book(language)
    for table in published_tables(publication):
        _sheet(book, table)
    return book.bytes(created)


def _sheet(book: Book, table: RegionTable) -> None:
    rows: list[Sequence[object]] = [[column.title.text(book.language) for column in table.columns]]
    rows += [[_cell(cell, book.language) for cell in row] for row in table.rows]
    if table.note is not None:
        rows += [[], [table.note.text(book.language)]]
    book.sheet(
        table.title.text(book.language), rows, Look(number_format="#,##0.00", beside=2 if table.note is not None else 0)
    )


def _cell(cell: RegionCell, language: Language) -> object:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell if isinstance(cell, int) else cell.text(language)
