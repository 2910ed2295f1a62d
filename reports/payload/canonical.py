"""One value, one byte sequence: texts resolved, numbers plain, keys sorted."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.language import Language, Sentence, Text


def resolved(tree: Any, language: Language | None) -> Any:
    """Returns `tree` as plain JSON values.

    `Text` and `Sentence` leaves become a string in `language`. When it is None, a text becomes `{"zh", "en"}` and a
    sentence its message with its facts, `{"sentence", "facts"}` (see `said`). Decimals become integers where they are
    whole, else the shortest number.
    """
    if isinstance(tree, (Text, Sentence)) and language is not None:
        return tree.text(language)
    if isinstance(tree, Text):
        return {"zh": tree.zh, "en": tree.en}
    if isinstance(tree, Sentence):
        return _sentence_tree(tree)
    if isinstance(tree, Decimal):
        return int(tree) if tree == tree.to_integral_value() else float(tree)
    if isinstance(tree, float):
        return resolved(Decimal(str(tree)), language)
    if isinstance(tree, Mapping):
        return {str(key): resolved(value, language) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [resolved(item, language) for item in tree]
    if tree is None or isinstance(tree, (bool, int)):
        return tree
    return str(tree)


def _sentence_tree(tree: Sentence) -> dict[str, Any]:
    facts = {name: resolved(fact, None) for name, fact in tree.facts.items()}
    plural = {"plural": tree.plural} if tree.plural else {}
    return {"sentence": tree.message, "facts": facts, **plural}


def said(tree: Mapping[str, Any]) -> Text | Sentence:
    """Returns the text or the sentence that `resolved` wrote without a language.

    Raises:
        KeyError: when it is neither.
    """
    if "sentence" not in tree:
        return Text(tree["zh"], tree["en"])
    facts = {name: _fact(fact) for name, fact in tree["facts"].items()}
    return Sentence(tree["sentence"], facts, tree.get("plural", ""))


def _fact(value: Any) -> object:
    if isinstance(value, Mapping):
        return said(value)
    if isinstance(value, list):
        return tuple(_fact(each) for each in value)
    return value


def canonical(value: Any) -> bytes:
    """Returns the canonical JSON bytes of a plain value: UTF-8, sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_number
    ).encode("utf-8")


def is_canonical(value: Any, written: bytes) -> bool:
    """Returns whether `written` is the one spelling of a plain value that was read from it."""
    try:
        return canonical(value) == written
    except UnicodeEncodeError:
        # Half a character, written as an escape: no canonical bytes hold it.
        return False


def _number(value: object) -> object:
    """Numbers come back from reading as exact decimals; they are written as they were read."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
