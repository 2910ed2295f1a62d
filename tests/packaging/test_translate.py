"""The tool that checks and compiles translations."""

import gettext
import io
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests import ROOT
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


@pytest.fixture(name="counting")
def fixture_counting(project: Path) -> Path:
    """The same small project, which now counts something."""
    (project / "models/words.py").write_text(
        'counted("One more case.", "{count} more cases.", count=number)\n', encoding="utf-8"
    )
    return project


def counted_fragment(project: Path, text: str) -> None:
    """Writes a fragment with the Chinese of the counted message."""
    (project / "resources/locale/zh/one.po").write_text(
        f'{HEAD}msgid "One more case."\nmsgid_plural "{{count}} more cases."\nmsgstr[0] "{text}"\n', encoding="utf-8"
    )


def test_a_counted_message_has_two_english_forms_and_one_chinese(translate: ModuleType, counting: Path) -> None:
    """Both forms are collected as one message, and gettext finds its Chinese for any number."""
    counted_fragment(counting, "另有 {count} 个案卷。")
    assert translate.build(counting).clean
    with (counting / translate.COMPILED).open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    forms = "One more case.", "{count} more cases."
    assert {chinese.ngettext(*forms, number) for number in (0, 1, 2)} == {"另有 {count} 个案卷。"}


def test_a_counted_message_without_chinese_comes_as_an_entry_with_both_forms(
    translate: ModuleType, counting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--missing` prints what gettext reads: `msgid`, `msgid_plural` and an empty `msgstr[0]`."""
    assert translate.main(["--missing", "--root", str(counting)]) == 0
    printed = capsys.readouterr().out
    assert 'msgid "One more case."\nmsgid_plural "{count} more cases."\nmsgstr[0] ""\n' in printed
    (counting / "resources/locale/zh/one.po").write_text(HEAD + printed, encoding="utf-8")
    assert translate.examine(counting).broken == []


def test_the_chinese_of_a_counted_message_names_the_count(translate: ModuleType, counting: Path) -> None:
    """English may say “one” in words; Chinese has one form, so it needs the number."""
    counted_fragment(counting, "另有一个案卷。")
    assert "the {names} differ" in next(iter(translate.examine(counting).lines()))


MANY = {
    "The text has {count} characters.",
    "This has {count} characters, and {most} are allowed: shorten it.",
    "{length} characters, field of {limit}",
    "The list has {count} entries.",
    "It holds {count} papers: save the reply as a file of its own.",
    "There are {count} minimal ways; try them under “What if…”.",
}
"""Said only of more than one: of more than is allowed, or of a choice."""
BEFORE_A_BOUND = {"than", "of", "all", "to", "most", "first", "after", "allows", "omit"}
"""What stands before a bound, a total or a fixed number of the program, none of which is ever 1."""


def test_no_message_reads_wrong_for_one(translate: ModuleType) -> None:
    """No “(s)” remains; what is counted has a form for 1, and no message is both plain and counted."""
    said = list(translate.messages(ROOT))
    plain = [message for message in said if isinstance(message, str)]
    both_forms = [message for message in said if not isinstance(message, str)]
    assert not [message for message in plain if re.search(r"\w\(s\)", message)]
    endings = [re.findall(r"\{count\} (?:[\w’-]+ )*?([\w-]+s)\b", plural) for _singular, plural in both_forms]
    things = "|".join(sorted({word for ending in endings for word in ending}))
    assert {"measures", "quarters", "conditions", "files"} <= set(things.split("|"))
    fixed = re.compile(rf"(?:(\w+) )?\{{(?!name|kind)\w+\}} (?:more )?(?:{things})\b")
    wrong = [message for message in plain if set(fixed.findall(message)) - BEFORE_A_BOUND]
    assert set(wrong) <= MANY
    for singular, plural in both_forms:
        assert "{count}" in plural
        assert translate.names(singular) <= translate.names(plural)
        assert not re.search(rf"\{{count\}} (?:more )?(?:{things})\b", singular), singular
        assert singular not in plain


def test_a_plural_left_to_the_reader_is_named(translate: ModuleType, project: Path) -> None:
    """A message with “(s)” fails the check, so that it becomes a counted one."""
    (project / "models/words.py").write_text('sentence("{count} case(s)", count=number)\n', encoding="utf-8")
    fragment(project, "one.po", ("{count} case(s)", "{count} 个案卷"))
    assert list(translate.examine(project).lines()) == [
        "models/words.py:1: counted() has two forms, instead of “(s)”: {count} case(s)"
    ]
