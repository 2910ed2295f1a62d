"""The library: packs found, installed beside older versions, and given back exactly as an old report named them."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import resources
from models.errors import FileTooLarge, InvalidPack, UnknownEdition, UnknownPack, UnreadableFile, UnwritableFile
from models.figures import Confidence
from models.language import Text
from models.packs.header import digest
from models.packs.library import Library
from models.packs.rules.fitting import LocalRulesDoNotFit
from models.packs.shelf import OtherKind, SameVersion
from models.packs.text.tree import read_tree
from models.rulebook import AiDenominator, MaturityWeights, SubdomainId

SHIPPED = resources.path("rulebook/jiangsu-2026.yaml").read_text(encoding="utf-8")
OVERLAYS = tuple(pack.id for pack in Library(None).packs() if pack.kind == "overlay")


def pack_file(folder: Path, text: str, name: str = "pack.yaml") -> Path:
    """A pack's file outside the user's folder."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def version(number: str, least: int, date: str = "2026-11-30") -> str:
    """The Jiangsu pack with another version, date and least number of scenarios."""
    text = SHIPPED.replace('version: "1.2", date: 2026-11-30,', f'version: "{number}", date: {date},')
    return text.replace("built_count >= 15", f"built_count >= {least}")


def least(library: Library, *named: tuple[str, str]) -> str:
    """The rule on the number of scenarios, of the newest pack or of those named by id and digest."""
    book = library.rulebook_made_of(named) if named else library.rulebook("national-2025", ["jiangsu-2026"])
    return next(c.rule for c in book.conditions if c.id == "jiangsu-2026.scenarios")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library with an empty user folder."""
    return Library(tmp_path / "data")


def test_a_newer_version_is_used_and_the_older_one_kept_for_old_reports(library: Library, tmp_path: Path) -> None:
    """After an update the old rulebook is still there under its digests."""
    old = tuple((pack.id, pack.digest) for pack in library.rulebook("national-2025", ["jiangsu-2026"]).packs)
    info = library.install(pack_file(tmp_path, version("9.1", 18)))
    assert least(library) == "built_count >= 18"
    assert least(library, *old) == "built_count >= 15"
    assert [pack.version for pack in library.versions("jiangsu-2026")][:2] == ["9.1", "1.2"]
    again = Library(tmp_path / "data")
    assert least(again) == "built_count >= 18"
    assert info in again.packs()


def test_an_older_version_is_kept_and_not_used(library: Library, tmp_path: Path) -> None:
    """Installing an old file does not bring back old rules."""
    library.install(pack_file(tmp_path, version("9.10", 18)))
    change = library.inspect(pack_file(tmp_path, version("9.9", 12)))
    assert not change.in_use
    old = library.install(pack_file(tmp_path, version("9.9", 12)))
    assert least(library) == "built_count >= 18"
    national = library.rulebook("national-2025").packs[0]
    assert least(library, (national.id, national.digest), (old.id, old.digest)) == "built_count >= 12"


def test_inspect_shows_what_would_change_and_changes_nothing(library: Library, tmp_path: Path) -> None:
    """Entries new, changed and gone, and what it replaces, before anything is installed."""
    text = version("9.1", 18).replace("- id: jiangsu-2026.financials\n", "- id: jiangsu-2026.accounts\n")
    change = library.inspect(pack_file(tmp_path, text))
    assert [str(entry) for entry in change.added] == ["conditions/jiangsu-2026.accounts"]
    assert [str(entry) for entry in change.changed] == ["conditions/jiangsu-2026.scenarios"]
    assert [str(entry) for entry in change.removed] == ["conditions/jiangsu-2026.financials"]
    assert change.installed is not None
    assert change.in_use
    assert "changed: 1" in change.text.text("en")
    assert least(library) == "built_count >= 15"
    hainan = library.inspect(resources.path("rulebook/hainan-2025.yaml"))
    assert ("hainan-2025.MAT", "basic.MAT") in hainan.replaces
    assert (hainan.added, hainan.changed, hainan.removed) == ((), (), ())


def test_installing_the_same_content_again_changes_nothing(library: Library, tmp_path: Path) -> None:
    """Twice is once; another order of keys and other comments are the same content."""
    first = library.install(pack_file(tmp_path, version("9.1", 18)))
    same = library.install(pack_file(tmp_path, "# another comment\n" + version("9.1", 18)))
    assert first == same
    assert len(list((tmp_path / "data").rglob("*.yaml"))) == 1


def test_other_content_under_the_same_version_is_refused(library: Library, tmp_path: Path) -> None:
    """A version means one content, or a report could not name it."""
    with pytest.raises(SameVersion):
        library.install(pack_file(tmp_path, version("1.2", 18)))
    assert not (tmp_path / "data").exists()


def test_an_id_keeps_its_kind(library: Library, tmp_path: Path) -> None:
    """Local rules cannot take the place of a national edition."""
    with pytest.raises(OtherKind):
        library.install(pack_file(tmp_path, version("2.0", 18).replace("jiangsu-2026", "national-2025")))


def test_local_rules_that_fit_no_edition_are_refused(library: Library, tmp_path: Path) -> None:
    """What they name stands nowhere."""
    text = version("9.1", 18).replace("built_count >= 18", "'built(\"SC99\")'")
    with pytest.raises(InvalidPack):
        library.install(pack_file(tmp_path, text))


def filled_2026(**changes: str) -> str:
    """The edition of 2025 as an office would fill in that of 2026, with some words changed."""
    text = resources.path("rulebook/national-2025.yaml").read_text(encoding="utf-8")
    text = text.replace("pack: {id: national-2025,", "pack: {id: national-2026,")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_filled_edition_of_2026_takes_every_local_rule(library: Library, tmp_path: Path) -> None:
    """Local rules lie on an edition by the names of its rules, not by a list of editions that somebody keeps."""
    library.install(pack_file(tmp_path, filled_2026()))
    for overlay in OVERLAYS:
        packs = library.rulebook("national-2026", [overlay]).packs
        assert [pack.id for pack in packs] == ["national-2026", overlay]


def test_what_an_edition_no_longer_has_is_named(library: Library, tmp_path: Path) -> None:
    """A rule that was renamed in the new edition: the local rules that replace it say so, the others lie on it."""
    renamed = pack_file(tmp_path, filled_2026(**{"basic.MAT": "basic.LEVEL"}))
    (misfit,) = library.inspect(renamed).unfit
    assert "Hainan, 2025" in misfit.text("en")
    assert "basic.MAT" in misfit.text("en")
    library.install(renamed)
    with pytest.raises(LocalRulesDoNotFit) as refused:
        library.rulebook("national-2026", ["hainan-2025"])
    assert refused.value.facts["names"] == ("basic.MAT",)
    assert "basic.MAT" in refused.value.text("zh")
    assert library.rulebook("national-2026", ["jiangsu-2026"])
    assert library.rulebook("national-2025", ["hainan-2025"])


def test_a_national_edition_is_installed_from_a_file(library: Library, tmp_path: Path) -> None:
    """The empty edition of 2026 can be filled without a new program."""
    text = resources.path("rulebook/national-2025.yaml").read_text(encoding="utf-8")
    text = text.replace("pack: {id: national-2025,", "pack: {id: national-2026,").replace(
        "2026-11-22, region", "2026-09-01, region"
    )
    # It is older than the empty one, and used all the same: nothing is in the other.
    library.install(pack_file(tmp_path, text))
    assert library.rulebook("national-2026").packs[0].id == "national-2026"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_workbook_becomes_the_same_pack_as_the_text(library: Library, tmp_path: Path, overlay: str) -> None:
    """Local rules written into the template and read again have the digest of the YAML."""
    file = tmp_path / "pack.xlsx"
    library.template(file, overlay)
    change = library.inspect(file)
    assert change.pack == next(pack for pack in library.packs() if pack.id == overlay)
    assert (change.added, change.changed, change.removed) == ((), (), ())


def test_the_example_in_the_template_can_be_installed_and_used(library: Library, tmp_path: Path) -> None:
    """What an office receives works before the first change."""
    file = tmp_path / "template.xlsx"
    library.template(file)
    info = library.install(file)
    book = Library(tmp_path / "data").rulebook("national-2025", [info.id])
    assert book.packs[1].digest == info.digest
    assert [c.rule for c in book.conditions if c.pack == info.id] == ["built_count >= 10"]


def test_the_digest_names_the_content_and_nothing_else() -> None:
    """Comments, layout and line ends do not change it; one letter does."""
    same = digest(read_tree("a", SHIPPED.encode()))
    assert digest(read_tree("b", ("# more\r\n" + SHIPPED.replace("\n", "\r\n")).encode())) == same
    assert digest(read_tree("c", SHIPPED.replace("15", "16", 1).encode())) != same


def test_a_report_of_an_unknown_pack_is_said_so(library: Library) -> None:
    """No other pack is used in its place, and nobody is told to choose the pack that is here already."""
    with pytest.raises(UnknownEdition) as refusal:
        library.rulebook_made_of([("national-2025", "0" * 64)])
    assert "choose one of" not in refusal.value.text("en")
    with pytest.raises(UnknownPack, match="choose one of"):
        library.rulebook_made_of([("mars", "0" * 64)])


def test_an_overlay_cannot_stand_for_an_edition(library: Library) -> None:
    """Neither by id nor by digest."""
    overlay = next(pack for pack in library.packs() if pack.kind == "overlay")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: library.rulebook(overlay.id),
        lambda: library.rulebook_made_of([(overlay.id, overlay.digest)]),
    )
    for attempt in attempts:
        with pytest.raises(UnknownPack):
            attempt()


@pytest.mark.parametrize("name", ["../national-2025", "*", "", "national-2025/../x", "a" * 300, "nul\x00"])
def test_an_id_that_is_no_id_is_unknown_and_reaches_no_file(library: Library, name: str) -> None:
    """An id from a stranger's document never names a path."""
    with pytest.raises(UnknownPack):
        library.rulebook(name)


def test_a_file_that_cannot_be_read_or_is_too_large_is_told(library: Library, tmp_path: Path) -> None:
    """A missing file, a folder, a film."""
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(UnreadableFile):
            library.inspect(path)
    large = tmp_path / "film.yaml"
    large.write_bytes(b"")
    os.truncate(large, 5_000_000)
    with pytest.raises(FileTooLarge):
        library.install(large)


def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """A file where the folder should be: told, and nothing changed."""
    (tmp_path / "data").write_text("already exists")
    library = Library(tmp_path / "data")
    with pytest.raises(UnwritableFile):
        library.install(pack_file(tmp_path, version("9.1", 18)))
    assert least(library) == "built_count >= 15"
    with pytest.raises(UnwritableFile):
        Library(None).install(pack_file(tmp_path, version("9.1", 18)))


def test_a_damaged_file_in_the_users_folder_does_not_stop_the_others(library: Library, tmp_path: Path) -> None:
    """It is told, left alone, and the shipped rules stay in use."""
    info = library.install(pack_file(tmp_path, version("9.1", 18)))
    (file,) = (tmp_path / "data").rglob("*.yaml")
    file.write_text("pack: [", encoding="utf-8")
    again = Library(tmp_path / "data")
    assert least(again) == "built_count >= 15"
    assert info not in again.packs()
    assert len(again.damaged()) == 1
    assert file.exists()


def test_own_weights_and_the_other_denominator_are_put_on_the_rulebook(library: Library) -> None:
    """Weights by id or of the user's own; the shipped rulebook stays as it is."""
    book = library.rulebook("national-2025", weights="discrete-recall")
    assert book.weights is not None
    assert book.weights.id == "discrete-recall"
    shares = {SubdomainId(s.id): Decimal(1) for s in book.subdomains}
    own = MaturityWeights("custom", Text("自定", "own"), shares, Confidence.QUOTE, (), Text("自定", "own"))
    assert library.rulebook("national-2025", weights=own).weights == own
    assert library.rulebook("national-2025", ai_denominator=AiDenominator.ALL).ai_denominator is AiDenominator.ALL
    assert library.rulebook("national-2025").weights == library.rulebook("national-2025").weight_sets[0]
    for unusable in ("draft-2024", "nothing"):
        with pytest.raises(UnknownPack):
            library.rulebook("national-2025", weights=unusable)


def test_a_rulebook_is_read_once(library: Library) -> None:
    """The second call gives the same object."""
    assert library.rulebook("national-2025", ["jiangsu-2026"]) is library.rulebook("national-2025", ["jiangsu-2026"])


def test_a_measure_pack_is_installed_on_top_of_the_shipped_catalogue(library: Library, tmp_path: Path) -> None:
    """The user's own measure is in the catalogue and its pack is named."""
    text = """pack: {id: own-measures, kind: catalogue, name: {zh: 自有举措, en: Own measures}, version: "1", date: "2026-11-01", region: national}
measures:
- id: X01
  name: {zh: 试, en: Trial}
  what: {zh: 试, en: Trial}
  category: plan
  driver: enabler
  own:
    form: {zh: 自建, en: own}
    capex: {low: 1, typical: 1, high: 1, unit: wan, mark: E}
    opex: {low: 0, typical: 0, high: 0, unit: wan_per_year, mark: E}
    duration: {low: 1, typical: 1, high: 1, unit: weeks, mark: E}
    staff: {low: 1, typical: 1, high: 1, unit: person_weeks, mark: E}
    benefit_share: 1
"""
    before = len(library.catalogue().measures)
    change = library.inspect(pack_file(tmp_path, text))
    assert [str(entry) for entry in change.added] == ["measures/X01"]
    library.install(pack_file(tmp_path, text))
    assert len(library.catalogue().measures) == before + 1
    assert "own-measures" in {pack.id for pack in library.packs()}
