"""What an office does with its region: write it as a paper, publish from it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from models.errors import ApplicationError
from models.files import write_bytes
from models.language import N_, Language
from models.region.facts import RegionFact
from models.region.publication import ALL_RUNGS, WHOLE, Publication
from models.region.suppression import publication_of
from reports.region.published import FOLDER, kept_publications, publication_bytes
from reports.region.tree import RegionPaper

ENDINGS = (".xlsx", ".pdf")
PUBLISHED_ENDINGS = (".xlsx", ".pdf", ".json")


class NothingToPublish(ApplicationError):
    """Too few factories, or too few changes since the last publication."""

    code = "nothing_to_publish"
    message = N_(
        "Nothing can be published: there are fewer than five factories, or fewer than five have joined or moved since the last publication. Nothing was written; publish again when more reports have come."
    )
    exit_code = 1


def write_region(path: Path, paper: RegionPaper, now: datetime, language: Language) -> None:
    """Writes a region as the ending of its file asks, and reads it back.

    Args:
        path: ends in one of `ENDINGS`.
        paper: the region.
        now: with a time zone; the date of the paper.
        language: of all texts.

    Raises:
        UnwritableFile: when it cannot be written there.
    """
    created = now.isoformat(timespec="seconds")
    if path.suffix.lower() == ".xlsx":
        from reports.region.workbook import region_workbook

        write_bytes(path, region_workbook(paper, language, created))
        return
    from reports.pdf import write_report
    from reports.region.paper import region_content

    write_bytes(path, write_report(region_content(paper, created), language))


def publish(
    path: Path,
    factories: Sequence[RegionFact],
    folder: Path,
    now: datetime,
    language: Language,
    earlier: Sequence[Publication] = (),
) -> Publication:
    """Publishes the fixed tables of a region, and keeps them so that the next publication is checked against them.

    Args:
        path: ends in one of `PUBLISHED_ENDINGS`.
        factories: the latest report of each factory.
        folder: the data folder, which keeps every publication.
        now: with a time zone.
        language: of all texts.
        earlier: what was published elsewhere, besides what this folder keeps.

    Raises:
        NothingToPublish: when every table would be empty.
        NotAPublication: when a kept publication cannot be read.
        UnwritableFile: when it cannot be written there.
    """
    before = (*kept_publications(folder), *earlier)
    publication = publication_of(factories, before, now.date().isoformat())
    if not any(
        count for (field, _group, rung), count in publication.cells.items() if (field, rung) != (WHOLE, ALL_RUNGS)
    ):
        raise NothingToPublish
    data = publication_bytes(publication)
    created = now.isoformat(timespec="seconds")
    # Kept first: what is published and not remembered could be subtracted from the next one.
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    write_bytes(kept / f"{now:%Y-%m-%dT%H%M%S}.json", data)
    match path.suffix.lower():
        case ".xlsx":
            from reports.region.workbook import publication_workbook

            write_bytes(path, publication_workbook(publication, language, created))
        case ".pdf":
            from reports.pdf import write_report
            from reports.region.paper import publication_content

            write_bytes(path, write_report(publication_content(publication, created), language))
        case _:
            write_bytes(path, data)
    return publication
