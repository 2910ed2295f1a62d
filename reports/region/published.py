"""A publication as tables and as a file that the next one is checked against."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.errors import ApplicationError
from models.files import read_bytes
from models.json_text import InvalidJson, read_json
from models.language import N_, Text
from models.region.facts import GroupField
from models.region.publication import ALL_RUNGS, WHOLE, Cell, Frame, Publication
from models.region.pyramid import RUNGS
from reports.content.words import _
from reports.region.tables import RegionColumn, RegionTable
from reports.region.tree import RUNG_KEYS, RUNG_NAMES, group_name

FORMAT = "zhijie-region-publication"
FOLDER = "publications"
"""In the data folder: what was published, oldest first by name."""
_LARGEST_MB = 16
_ALL = "all"
_OPEN = Text("·", "·")
"""Stands for a count that is not published."""


class NotAPublication(ApplicationError):
    """A file that was given as an earlier publication and is none."""

    code = "not_a_publication"
    message = N_(
        "{name} is no publication of a region. Nothing was published; give the .json file that “region --publish” wrote."
    )


def publication_json(publication: Publication) -> dict[str, Any]:
    """Returns a publication as plain JSON values: null for what is not published."""
    columns = (ALL_RUNGS, *range(RUNGS))
    rows = {"": ("",), **publication.frame.rows}
    return {
        "format": FORMAT,
        "format_version": 1,
        "day": publication.day,
        "columns": [_ALL, *RUNG_KEYS],
        "tables": [
            {
                "field": field or _ALL,
                "rows": [
                    {"group": group, "counts": [publication.cells[field, group, rung] for rung in columns]}
                    for group in groups
                ],
            }
            for field, groups in rows.items()
        ],
    }


def read_publication(path: Path) -> Publication:
    """Returns an earlier publication.

    Raises:
        NotAPublication: when the file is none.
        ApplicationError: when it cannot be read.
    """
    try:
        tree = read_json(read_bytes(path, _LARGEST_MB))
        return _publication(tree)
    except (InvalidJson, KeyError, TypeError, ValueError, AttributeError):
        raise NotAPublication(name=path.name) from None


def _publication(tree: Any) -> Publication:
    if tree["format"] != FORMAT or tree["columns"] != [_ALL, *RUNG_KEYS]:
        raise ValueError(tree["format"])
    cells: dict[Cell, int | None] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for table in tree["tables"]:
        field = WHOLE if table["field"] == _ALL else GroupField(table["field"]).value
        if field != WHOLE:
            rows[field] = tuple(row["group"] for row in table["rows"])
        for row in table["rows"]:
            for rung, count in zip((ALL_RUNGS, *range(RUNGS)), row["counts"], strict=True):
                if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
                    raise ValueError(count)
                cells[field, str(row["group"]), rung] = count
    publication = Publication(Frame(rows), cells, str(tree["day"]))
    if set(cells) != set(publication.frame.cells()):
        raise ValueError("cells")
    return publication


def publication_bytes(publication: Publication) -> bytes:
    """Returns the file of a publication."""
    return (json.dumps(publication_json(publication), ensure_ascii=False, indent=1) + "\n").encode()


def kept_publications(folder: Path) -> tuple[Publication, ...]:
    """Returns what was published from a data folder before, oldest first.

    Raises:
        ApplicationError: when one of them cannot be read: without it, the next cannot be checked.
    """
    place = folder / FOLDER
    return tuple(read_publication(path) for path in sorted(place.glob("*.json"))) if place.is_dir() else ()


def published_tables(publication: Publication) -> tuple[RegionTable, ...]:
    """Returns the tables that are published; a dot stands for what is not."""
    cells: Mapping[Cell, int | None] = publication.cells
    columns = (ALL_RUNGS, *range(RUNGS))

    def shown(field: str, group: str) -> tuple[int | Text, ...]:
        return tuple(_OPEN if (count := cells[field, group, rung]) is None else count for rung in columns)

    heads = (RegionColumn(_("Factories")), *(RegionColumn(RUNG_NAMES[key]) for key in RUNG_KEYS))
    note = _(
        "A dot stands for fewer than five factories, or for a count from which such a group could be worked out, also by comparison with what was published before."
    )
    tables = []
    for field, groups in publication.frame.rows.items():
        by = GroupField(field)
        head = Text(by.text("zh"), by.text("en"))
        rows = [(_("All"), *shown(WHOLE, "")), *((group_name(by, group), *shown(field, group)) for group in groups)]
        tables.append(
            RegionTable(
                field,
                _("Factories by tier: {field}", field=head),
                (RegionColumn(head, 3.2, is_number=False), *heads),
                tuple(rows),
                note,
            )
        )
    return tuple(tables)
