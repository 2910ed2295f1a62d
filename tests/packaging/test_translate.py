"""The tool that checks and compiles translations."""

import gettext
import io
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.loading import packaging_module

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture(name="translate", scope="module")
def fixture_translate() -> ModuleType:
    """The tool, loaded from its file."""
    return packaging_module("translate")


@pytest.fixture(name="project")
def fixture_project(tmp_path: Path) -> Path:
    """A small project with three messages in the sources."""
    (tmp_path / "models").mkdir()
    (tmp_path / "resources/locale/zh").mkdir(parents=True)
    (tmp_path / "models/words.py").write_text(
        'sentence("{count} cases", count=1)\ntr("yes" if sure else "no")\nother("never")\nsentence(message)\n',
        encoding="utf-8",
    )
    return tmp_path


def fragment(project: Path, name: str, *pairs: tuple[str, str]) -> None:
    """Writes one fragment of translations."""
    text = HEAD + "\n".join(f'msgid "{message}"\nmsgstr "{translated}"\n' for message, translated in pairs)
    (project / "resources/locale/zh" / name).write_text(text, encoding="utf-8")


def test_every_branch_of_a_choice_is_a_message(translate: ModuleType, project: Path) -> None:
    """Both texts of `tr(a if b else c)` are collected; calls of other functions and variables are not."""
    assert list(translate.messages(project)) == ["{count} cases", "no", "yes"]


def test_a_complete_translation_is_clean_and_compiles(translate: ModuleType, project: Path) -> None:
    """Fragments of two areas become one catalogue that gettext reads."""
    fragment(project, "one.po", ("{count} cases", "{count} 个案卷"))
    fragment(project, "two.po", ("yes", "是"), ("no", "否"))
    assert translate.build(project).clean
    with (project / translate.COMPILED).open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert [chinese.gettext(text) for text in ("{count} cases", "yes", "no")] == ["{count} 个案卷", "是", "否"]


def test_what_is_missing_comes_as_entries_to_fill_in(
    translate: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--missing` prints entries that a fragment can take as they are."""
    fragment(project, "one.po", ("{count} cases", "{count} 个案卷"), ("no", ""))
    assert translate.main(["--missing", "--root", str(project)]) == 0
    printed = capsys.readouterr().out
    assert 'msgid "yes"\nmsgstr ""' in printed
    assert 'msgid "no"\nmsgstr ""' in printed
    assert "cases" not in printed


@pytest.mark.parametrize(
    ("name", "pairs", "complaint"),
    [
        ("unused", [("never", "从不")], "nothing says this any more: never"),
        ("doubled", [("yes", "对")], "said otherwise at"),
        ("mismatched", [("{count} cases", "{number} 个案卷")], "the {names} differ"),
        ("a lone brace", [("{count} cases", "{count 个案卷")], "the {names} differ"),
    ],
)
def test_a_flaw_is_named_with_its_place(
    translate: ModuleType, project: Path, name: str, pairs: list[tuple[str, str]], complaint: str
) -> None:
    """Left-over, contradicting and broken translations are reported with fragment and line."""
    fragment(project, "a.po", ("yes", "是"), ("no", "否"))
    if "{count} cases" not in dict(pairs):
        fragment(project, "b.po", ("{count} cases", "{count} 个案卷"))
    fragment(project, "flawed.po", *pairs)
    lines = list(translate.examine(project).lines())
    assert len(lines) == 1, name
    assert lines[0].startswith("resources/locale/zh/flawed.po:")
    assert complaint in lines[0]


def test_a_fragment_that_is_no_po_file_is_named(translate: ModuleType, project: Path) -> None:
    """A broken fragment is reported and does not stop the others."""
    fragment(project, "a.po", ("{count} cases", "{count} 个案卷"), ("yes", "是"), ("no", "否"))
    (project / "resources/locale/zh/b.po").write_bytes(b'msgid "yes"\nmsgstr "\xff"\n')
    findings = translate.examine(project)
    assert [line.split(":")[0] for line in findings.lines()] == ["resources/locale/zh/b.po"]
    assert len(findings.texts) == 3


def test_check_and_compile_do_what_their_names_say(translate: ModuleType, project: Path) -> None:
    """`--check` writes nothing; `--compile` writes also where a translation is missing, and fails on a broken fragment."""
    fragment(project, "a.po", ("{count} cases", "{count} 个案卷"), ("yes", "是"))
    assert translate.main(["--check", "--root", str(project)]) == 1
    assert not (project / translate.COMPILED).exists()
    assert translate.main(["--compile", "--root", str(project)]) == 0
    assert (project / translate.COMPILED).exists()
    (project / "resources/locale/zh/b.po").write_bytes(b'msgid "no"\nmsgstr "\xff"\n')
    assert translate.main(["--compile", "--root", str(project)]) == 1


def test_equal_texts_give_equal_bytes(translate: ModuleType) -> None:
    """The compiled file depends on nothing but the texts, not on their order or the day."""
    texts = {"yes": "是", "no": "否"}
    assert translate.compiled(texts) == translate.compiled(dict(reversed(texts.items())))
    assert gettext.GNUTranslations(io.BytesIO(translate.compiled(texts))).gettext("no") == "否"
