"""What the window needs beside its code: icons, help pages, and nothing of it too much."""

import re

import pytest

import resources
from models.language import LANGUAGES, Language
from tests import ROOT
from ui.help.contents import TOPICS, page_text, topic_for

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
        assert text.startswith("# ")
        for target in re.findall(r"\]\(([^)]+)\)", text):
            assert target.removesuffix(".md") in topics


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("disk_full", "data"),
        ("frozen_version", "fill"),
        ("invalid_pack", "packs"),
        ("data_in_use", "data"),
        ("odd", "start"),
    ],
)
def test_an_error_leads_to_the_page_about_it(code: str, topic: str) -> None:
    """The bar's Help button opens the page that explains the error; the first page when none does."""
    assert topic_for(code) == topic
