"""What the window needs beside its code: icons, help pages, and nothing of it too much."""

import importlib
import pkgutil
import re

import pytest

import models
import reports
import resources
import ui
from models.errors import ApplicationError
from models.language import LANGUAGES, Language, Sentence, Text
from tests import ROOT
from ui.help.contents import SYMPTOMS, TOPICS, page_text, symptom_of

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))


def test_every_icon_that_ships_is_used() -> None:
    """No drawing lies in the package that no line of the window names."""
    unused = [file.stem for file in resources.path("icons").glob("*.svg") if f'"{file.stem}"' not in SOURCE]
    assert not unused


def test_every_icon_that_is_named_ships() -> None:
    """Qt says nothing about a missing icon, so this does."""
    named = set(re.findall(r'icon_name="([a-z0-9-]+)"', SOURCE))
    named |= set(re.findall(r'(?:Picture|set_icon|show_icon|pixmap|icon)\(\s*"([a-z0-9-]+)"', SOURCE))
    assert len(named) > 20
    for name in named:
        assert resources.path(f"icons/{name}.svg")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_page_ships_and_its_links_lead_somewhere(language: Language) -> None:
    """Each topic has a page with a heading; a link names another page."""
    topics = {topic.id for topic in TOPICS}
    assert {file.stem for file in resources.path(f"help/{language}").glob("*.md")} == topics
    for topic in TOPICS:
        text = page_text(topic.id, language)
        assert re.findall(r"^# ", text, re.MULTILINE) == ["# "]
        assert text.startswith("# ")
        for target in re.findall(r"\]\(([^)]+)\)", text):
            assert target.removesuffix(".md") in topics


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("disk_full", "read-only"),
        ("frozen_version", "version cannot be changed"),
        ("invalid_pack", "pack is refused"),
        ("pack_from_the_future", "newer version"),
        ("data_in_use", "open elsewhere"),
        ("fault", "does not start"),
        ("odd", "Something else"),
    ],
)
def test_an_error_leads_to_what_is_said_about_it(code: str, section: str) -> None:
    """The bar's Help button opens the symptom that explains the error; the last section when none does."""
    assert section in re.findall(r"^## (.+)$", page_text("trouble", "en"), re.MULTILINE)[symptom_of(code)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_symptom_is_a_section(language: Language) -> None:
    """Both languages have the sections that the table of symptoms counts."""
    assert page_text("trouble", language).count("\n## ") == len(SYMPTOMS)


def test_every_error_has_its_symptom() -> None:
    """No error that a person can meet ends at "Something else"."""
    kinds = _error_kinds()
    codes = {kind.code for kind in kinds if kind.__module__.startswith(("models.", "reports."))} - {"error"}
    assert len(codes) > 100
    assert sorted(code for code in codes if symptom_of(code) == len(SYMPTOMS) - 1) == []


def _error_kinds() -> list[type[ApplicationError]]:
    """Every class of error that a person may meet."""
    for package in (models, reports, ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    kinds = [ApplicationError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_has_two_full_stops_or_a_stray_space(language: Language) -> None:
    """Whatever its facts are, words or whole sentences, in brackets or at the end."""
    slips = []
    for kind in _error_kinds():
        names = re.findall(r"\{(\w+)\}", kind.message)
        for fact in (Text("某物", "thing"), Text("文件是空的。", "The file is empty.")):
            whole = {name: fact if name in {"why", "problem", "reason", "first"} else "x" for name in names}
            text = Sentence(kind.message, whole).text(language)
            if re.search(r"\.\.|。。|[.。][)）,，;；]|  |\s[,;。，；：]|[。，；：] |^\s|\s$", text):
                slips.append((kind.__name__, text))
    assert slips == []
