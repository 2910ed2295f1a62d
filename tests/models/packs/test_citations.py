"""Every citation of every shipped pack, against a table of what each source contains."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest
import yaml

from models.figures import Confidence
from models.packs.library import Library
from models.rulebook import Rulebook
from tests import ROOT

LIBRARY = Library(None)
CONTAINED = yaml.safe_load((ROOT / "tests" / "data" / "citations.yaml").read_text(encoding="utf-8"))
"""Pack to source to patterns of the entries that it contains."""
EDITIONS = ("national-2024", "national-2025")
OVERLAYS = tuple(pack.id for pack in LIBRARY.packs() if pack.kind == "overlay")
PARTS = ("tiers", "dimensions", "stages", "scenarios", "subdomains", "kpis", "weight_sets")


def citations(pack: str) -> Iterator[tuple[str, str, Confidence]]:
    """Yields entry, source and mark of everything that a pack says with a source."""
    book = LIBRARY.rulebook(pack) if pack in EDITIONS else LIBRARY.rulebook("national-2025", [pack])
    entries = [(str(entry.id), entry.sources, entry.confidence) for entry in book.conditions if entry.pack == pack]
    if pack in EDITIONS:
        entries += [
            (f"{part}:{entry.id}", entry.sources, entry.confidence) for part in PARTS for entry in getattr(book, part)
        ]
    entries += [
        (f"quantities:{entry.name}", entry.sources, entry.confidence)
        for entry in book.quantities.values()
        if pack in EDITIONS or all(key.startswith(f"{pack}:") for key in entry.sources)
    ]
    for entry, sources, mark in entries:
        yield from ((entry, key.removeprefix(f"{pack}:"), mark) for key in sources)


@pytest.mark.parametrize("pack", [*EDITIONS, *OVERLAYS])
def test_a_source_is_cited_only_for_what_it_contains(pack: str) -> None:
    """No entry names a source in which it does not stand."""
    wrong = [
        (entry, source)
        for entry, source, _mark in citations(pack)
        if not any(fnmatchcase(entry, pattern) for pattern in CONTAINED[pack].get(source, ()))
    ]
    assert wrong == []


@pytest.mark.parametrize("pack", [*EDITIONS, *OVERLAYS])
def test_every_source_has_a_mark_and_an_address_or_says_why_not(pack: str) -> None:
    """A reader can go and look, or knows why that is not possible."""
    book = LIBRARY.rulebook(pack) if pack in EDITIONS else LIBRARY.rulebook("national-2025", [pack])
    for source in book.sources.values():
        assert source.confidence in {mark.value for mark in Confidence}, source.key
        assert bool(source.where) != (source.no_address is not None), source.key
    official = {key for key, source in book.sources.items() if source.confidence == Confidence.OFFICIAL}
    for condition in book.conditions:
        assert condition.confidence is not Confidence.OFFICIAL or official & set(condition.sources), condition.id


@pytest.mark.parametrize("pack", [*EDITIONS, *OVERLAYS])
def test_a_condition_has_the_mark_of_the_best_source_that_contains_it(pack: str) -> None:
    """Official where an official text contains it, secondary where a copy or a report does, our own reading otherwise."""
    book = LIBRARY.rulebook(pack) if pack in EDITIONS else LIBRARY.rulebook("national-2025", [pack])
    order = [mark.value for mark in (Confidence.OFFICIAL, Confidence.SECONDARY, Confidence.INFERRED)]
    wrong = [
        (condition.id, condition.confidence, condition.sources)
        for condition in book.conditions
        if condition.pack == pack
        and condition.confidence.value
        != min((book.sources[key].confidence for key in condition.sources), key=order.index)
    ]
    assert wrong == []


def test_in_the_edition_of_2025_the_notice_alone_is_official() -> None:
    """Thirteen conditions stand in its body; the 45 of its annex were read in transcriptions and reports only."""
    book = LIBRARY.rulebook("national-2025")
    marks = {str(condition.id): condition.confidence for condition in book.conditions}
    body = set(CONTAINED["national-2025"]["S1"]) - {"tiers:*"}
    assert {key for key, mark in marks.items() if mark is Confidence.OFFICIAL} == body
    assert {mark for key, mark in marks.items() if key not in body} == {Confidence.SECONDARY}


def test_every_source_of_a_price_has_an_address_or_says_why_not() -> None:
    """The same holds for the measures."""
    catalogue = LIBRARY.catalogue()
    assert all(source.where or source.no_address for source in catalogue.sources.values())


def test_one_transcription_is_called_one_transcription() -> None:
    """Contents and outcomes of 2025 stand in one copy of the annex, which nobody compared with the annex."""
    book = LIBRARY.rulebook("national-2025")
    said = {str(condition.id): (book.backing(condition).zh, book.caveat(condition).zh) for condition in book.conditions}
    assert said["excellent.GJ"] == ("二手资料，仅一份转录", "未与官方附件核对")
    assert said["excellent.MAT"] == ("二手资料", "未与官方附件核对")
    assert said["leading.LEADER"] == ("官方文本", "")
    alone = [key for key, (backing, _caveat) in said.items() if "仅一份" in backing]
    assert len(alone) == 28
    local: Rulebook = LIBRARY.rulebook("national-2025", ["hainan-2025"])
    hainan = next(condition for condition in local.conditions if condition.id == "hainan-2025.MAT")
    assert (local.backing(hainan).en, local.caveat(hainan).en) == (
        "secondary source, one source",
        "not checked against the official text",
    )
