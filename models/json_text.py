"""From bytes to plain JSON values, strictly: anything two programs could read differently is rejected."""

import json
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from typing import NoReturn

from models.language import N_, Sentence, sentence


class Fault(Enum):
    """The kinds of bytes that are no JSON."""

    ENCODING = auto()
    """They are not UTF-8."""
    SYNTAX = auto()
    """They do not follow the grammar, or hold what JSON does not know, such as NaN."""
    NESTING = auto()
    """Brackets stand inside brackets without end."""
    REPEATED_NAME = auto()
    """One name occurs twice in the same object: nobody can know which value is meant."""


class InvalidJson(ValueError):
    """Bytes that are not JSON; each reader turns this into its own error, which names the file."""

    def __init__(self, fault: Fault, why: Sentence) -> None:
        super().__init__(why.text("en"))
        self.fault = fault
        self.why = why


def read_json(data: bytes) -> object:
    """Returns the value, numbers with a point as `Decimal`.

    A UTF-8 byte order mark, as Windows editors leave it, is accepted. The caller limits the size.

    Raises:
        InvalidJson: wrong encoding, no JSON, endless nesting, or a repeated name.
    """
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse_constant,
            parse_float=Decimal,
        )
    except InvalidJson:
        raise
    except UnicodeDecodeError:
        raise InvalidJson(Fault.ENCODING, sentence(N_("its text is not UTF-8"))) from None
    except RecursionError:
        raise InvalidJson(Fault.NESTING, sentence(N_("brackets are nested too deeply"))) from None
    except json.JSONDecodeError as error:
        why = sentence("not JSON at line {line}, column {column}", line=error.lineno, column=error.colno)
        raise InvalidJson(Fault.SYNTAX, why) from None
    except InvalidOperation:
        # An exponent of twenty digits, which no decimal number can have.
        raise InvalidJson(Fault.SYNTAX, sentence(N_("a number in it has an exponent that is far too large"))) from None
    except ValueError:
        raise InvalidJson(Fault.SYNTAX, sentence(N_("a number in it has thousands of digits"))) from None


def shown(text: str) -> str:
    """Returns foreign text fit for a sentence: short, and without characters that cannot be written."""
    clean = "".join(part if part.isprintable() else "�" for part in text[:60])
    return clean + "…" if len(text) > 60 else clean


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                why = sentence("“{key}” is given twice in one place", key=shown(key))
                raise InvalidJson(Fault.REPEATED_NAME, why)
            seen.add(key)
    return entries


def _refuse_constant(word: str) -> NoReturn:
    raise InvalidJson(Fault.SYNTAX, sentence("it contains {word}, which is not a number", word=word))
