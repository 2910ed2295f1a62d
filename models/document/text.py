"""From the bytes of a file to plain JSON values; whatever is no JSON document of ours is refused with its own error."""

import json
from decimal import Decimal
from typing import NoReturn

from models.errors import DocumentFromTheFuture, FileTooLarge, NotADocument
from models.language import N_, Sentence, sentence

FORMAT = "zhijie-case"
FORMAT_VERSION = 1
LARGEST_MB = 20


class WrongEncoding(NotADocument):
    """The bytes are not UTF-8 text."""

    code = "wrong_encoding"


class NotJson(NotADocument):
    """The text is not JSON, or holds what JSON does not know, such as NaN."""

    code = "not_json"


class EndlessNesting(NotADocument):
    """Brackets inside brackets without end."""

    code = "endless_nesting"


class RepeatedName(NotADocument):
    """One name stands twice in the same object: which of the two values is meant cannot be known."""

    code = "repeated_name"


class NotOurFormat(NotADocument):
    """JSON, but not a case document."""

    code = "not_our_format"


class _Refusal(ValueError):
    """Carries the error out of json's hooks."""

    def __init__(self, kind: type[NotADocument], why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.kind = kind
        self.why = why


def parse(data: bytes, name: str) -> dict[str, object]:
    """Returns the document's top object; numbers with a point come as `Decimal`.

    A UTF-8 byte order mark, as Windows editors leave it, is accepted.

    Raises:
        FileTooLarge: above `LARGEST_MB`.
        NotADocument: wrong encoding, no JSON, endless nesting, a repeated name, another format.
        DocumentFromTheFuture: when the format is newer than this program.
    """
    if len(data) > LARGEST_MB * 1_000_000:
        raise FileTooLarge(name=name, limit_mb=LARGEST_MB)
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse_constant,
            parse_float=Decimal,
        )
    except _Refusal as refusal:
        raise refusal.kind(name=name, why=refusal.why) from None
    except UnicodeDecodeError:
        raise WrongEncoding(name=name, why=sentence(N_("its text is not UTF-8"))) from None
    except RecursionError:
        raise EndlessNesting(name=name, why=sentence(N_("brackets are nested without end"))) from None
    except json.JSONDecodeError as error:
        why = sentence("no JSON at line {line}, column {column}", line=error.lineno, column=error.colno)
        raise NotJson(name=name, why=why) from None
    except ValueError:
        raise NotJson(name=name, why=sentence(N_("a number in it has thousands of digits"))) from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise NotOurFormat(name=name, why=sentence("“format” is not “{format}”", format=FORMAT))
    version = value.get("format_version")
    if type(version) is not int or version < 1:
        raise NotOurFormat(name=name, why=sentence(N_("“format_version” is not a whole number from 1")))
    if version > FORMAT_VERSION:
        raise DocumentFromTheFuture(name=name, version=version, known=FORMAT_VERSION)
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refusal(RepeatedName, sentence("“{key}” is given twice in one place", key=shown(key)))
            seen.add(key)
    return made


def _refuse_constant(word: str) -> NoReturn:
    raise _Refusal(NotJson, sentence("it holds {word}, which is no number", word=word))


def shown(text: str) -> str:
    """Returns foreign text fit for a sentence: short, and without characters that cannot be written."""
    clean = "".join(part if part.isprintable() else "�" for part in text[:60])
    return clean + "…" if len(text) > 60 else clean
