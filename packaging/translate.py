"""Checks and compiles the translations: every message of the program against `resources/locale/zh/*.po`.

    python packaging/translate.py             check, and compile what is there
    python packaging/translate.py --check     check only; exit 1 when something is wrong
    python packaging/translate.py --compile   compile what is there, whatever is missing or left over
    python packaging/translate.py --missing   print the messages without a translation, ready to paste into a fragment

Messages are collected from the sources: the first argument of `sentence`, `N_`, `tr`, `_` and `gettext`, the first two
of `counted` (English for 1 and for any other number; in a fragment `msgid`, `msgid_plural` and `msgstr[0]`). Each
area keeps its own fragment, so that two people can translate at once; all of them become one `zhijie.mo`.
"""

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("models", "reports", "ui", "main.py")
KEYWORDS = frozenset({"sentence", "N_", "tr", "_", "gettext"})
COUNTED = "counted"
COMPILED = Path("resources/locale/zh/LC_MESSAGES/zhijie.mo")
FRAGMENTS = Path("resources/locale/zh")

# The same messages give the same bytes on every machine and day, so that a difference means a difference.
_STAMP = datetime(2026, 1, 1, tzinfo=UTC)


Message = str | tuple[str, str]
"""A message, or the two forms of a counted one."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One translated message and the fragment and line where it stands."""

    text: str
    place: str
    fuzzy: bool = False


@dataclass(slots=True)
class TranslationFindings:
    """What is wrong with the translations; `texts` is what can be compiled all the same."""

    missing: dict[Message, str] = field(default_factory=dict)
    """Message to the first place in the sources that says it."""
    unused: dict[Message, str] = field(default_factory=dict)
    """Message to the fragment and line of a translation that no source asks for."""
    doubled: list[str] = field(default_factory=list)
    """Messages translated in two places in two ways, as lines for a person."""
    mismatched: list[str] = field(default_factory=list)
    """Translations whose `{names}` are not those of the message, as lines for a person."""
    uncounted: list[str] = field(default_factory=list)
    """Messages that leave the plural to the reader, as lines for a person."""
    broken: list[str] = field(default_factory=list)
    """Fragments that cannot be read, as lines for a person."""
    texts: dict[Message, str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """True when nothing at all was found."""
        return not (self.missing or self.unused or self.doubled or self.mismatched or self.uncounted or self.broken)

    def lines(self) -> Iterator[str]:
        """Yields one line a problem, with its place."""
        yield from self.broken
        yield from self.doubled
        yield from self.mismatched
        yield from self.uncounted
        for message, place in sorted(self.missing.items(), key=lambda item: item[1]):
            yield f"{place}: no Chinese for: {english(message)}"
        for message, place in sorted(self.unused.items(), key=lambda item: item[1]):
            yield f"{place}: nothing says this any more: {english(message)}"


def _source_files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        start = root / name
        if start.is_file():
            yield start
        elif start.is_dir():
            yield from sorted(start.rglob("*.py"))


def _literals(node: ast.expr) -> Iterator[str]:
    """Yields the texts that an argument may be: a literal, or the branches of `a if b else c` and `a or b`."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from _literals(first)
            yield from _literals(second)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _literals(value)
        case _:
            pass


def english(message: Message) -> str:
    """Returns a message as a line for a person; of a counted one the form for many, which names the count."""
    return message if isinstance(message, str) else message[1]


def _said_in(source: str, name: str) -> Iterator[tuple[int, Message]]:
    # Not Babel's own extractor: it reads tokens and makes one message "ab" of tr("a" if x else "b").
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in KEYWORDS:
                for text in _literals(node.args[0]):
                    yield node.lineno, text
            elif called == COUNTED:
                for forms in zip(*map(_literals, node.args[:2]), strict=True):
                    yield node.lineno, (forms[0], forms[1])


def messages(root: Path) -> dict[Message, str]:
    """Returns every message of the program with the first place that says it, as `file:line`."""
    places: dict[Message, str] = {}
    for path in _source_files(root):
        shown = path.relative_to(root).as_posix()
        said = _said_in(path.read_text(encoding="utf-8"), shown)
        for line, text in sorted(said, key=lambda entry: (entry[0], english(entry[1]))):
            if text:
                places.setdefault(text, f"{shown}:{line}")
    return places


def names(text: str) -> set[str]:
    """Returns the names in braces of a message; a lone brace counts as the name `?`, which matches nothing good."""
    try:
        return {
            name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None
        }
    except ValueError:
        return {"?"}


def _fragments(root: Path, findings: TranslationFindings) -> Iterator[tuple[Message, Translation]]:
    for path in sorted((root / FRAGMENTS).glob("*.po")):
        shown = path.relative_to(root).as_posix()
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale="zh", abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError) as error:
            findings.broken.append(f"{shown}: cannot be read: {error}")
            continue
        for message in catalogue:
            place = f"{shown}:{message.lineno}"
            match message.id, message.string:
                case str() as id, str() as text if id:
                    yield id, Translation(text, place, message.fuzzy)
                case (str() as singular, str() as plural), (str() as text, *_):
                    yield (singular, plural), Translation(text, place, message.fuzzy)


def examine(root: Path) -> TranslationFindings:
    """Returns what is missing, unused, doubled, mismatched or broken under `root`."""
    findings = TranslationFindings()
    said = messages(root)
    given: dict[Message, Translation] = {}
    for message, translation in _fragments(root, findings):
        if not translation.text or translation.fuzzy:
            continue
        before = given.setdefault(message, translation)
        if before.text != translation.text:
            findings.doubled.append(f"{translation.place}: said otherwise at {before.place}: {english(message)}")
        if names(english(message)) != names(translation.text):
            findings.mismatched.append(f"{translation.place}: the {{names}} differ from those of: {english(message)}")
    findings.uncounted = [
        f"{place}: counted() has two forms, instead of “(s)”: {message}"
        for message, place in said.items()
        if isinstance(message, str) and re.search(r"\w\(s\)", message)
    ]
    findings.missing = {message: place for message, place in said.items() if message not in given}
    findings.unused = {message: translation.place for message, translation in given.items() if message not in said}
    findings.texts = {message: translation.text for message, translation in given.items()}
    return findings


def compiled(texts: dict[Message, str]) -> bytes:
    """Returns the bytes of the compiled catalogue: equal for equal texts."""
    catalogue = Catalog(
        locale="zh", project="Zhijie", version="", creation_date=_STAMP, revision_date=_STAMP, fuzzy=False
    )
    for message in sorted(texts, key=english):
        catalogue.add(message, texts[message] if isinstance(message, str) else (texts[message],))
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def is_current(root: Path, findings: TranslationFindings) -> bool:
    """True when the compiled file under `root` holds exactly these texts."""
    target = root / COMPILED
    return target.is_file() and target.read_bytes() == compiled(findings.texts)


def build(root: Path) -> TranslationFindings:
    """Compiles what is translated under `root` and returns what was found on the way; writes only on a change."""
    findings = examine(root)
    target = root / COMPILED
    if is_current(root, findings):
        target.touch()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".mo.new")
        fresh.write_bytes(compiled(findings.texts))
        fresh.replace(target)
    return findings


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def stubs(missing: dict[Message, str]) -> Iterator[str]:
    """Yields the missing messages as entries of a po file with an empty translation."""
    for message, place in sorted(missing.items(), key=lambda item: item[1]):
        if isinstance(message, str):
            yield f'#: {place}\nmsgid {_quoted(message)}\nmsgstr ""\n'
        else:
            singular, plural = map(_quoted, message)
            yield f'#: {place}\nmsgid {singular}\nmsgid_plural {plural}\nmsgstr[0] ""\n'


def main(arguments: Iterable[str] | None = None) -> int:
    """Runs the tool; returns 1 when something is wrong with the translations."""
    parser = argparse.ArgumentParser(description="Check and compile the translations.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument(
        "--compile", action="store_true", help="compile what is there, whatever is missing or left over"
    )
    parser.add_argument("--missing", action="store_true", help="print entries to fill in and do nothing else")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(None if arguments is None else list(arguments))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")

    findings = examine(options.root) if options.check or options.missing else build(options.root)
    if options.compile:
        for line in findings.broken:
            print(line, file=sys.stderr)
        return 1 if findings.broken else 0
    if options.missing:
        for stub in stubs(findings.missing):
            print(stub)
        return 0
    for line in findings.lines():
        print(line, file=sys.stderr)
    print(f"{len(findings.texts)} messages translated, {len(findings.missing)} missing, {len(findings.unused)} unused.")
    return 0 if findings.clean else 1


if __name__ == "__main__":
    sys.exit(main())
