"""How values are stored in text columns: answers, times, ids. Money is whole cents (分) in every table."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from models.assessment import AnswerId, Value
from models.language import sentence
from models.storage.errors import UnstorableAnswer

CENTS_PER_WAN = 1_000_000
LONGEST_TEXT = 100_000
"""Characters in one answer; the longest form of an authority asks for a few thousand."""
MOST_ENTRIES = 10_000


def encode_time(at: datetime) -> str:
    """Returns an aware time as UTC text that sorts in time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def decode_time(text: str) -> datetime:
    """Returns the aware time, in UTC, that `encode_time` wrote."""
    return datetime.fromisoformat(text)


def encode_value(answer: AnswerId, value: Value) -> str:
    """Returns an answer's value as JSON text from which the same value and type come back.

    Raises:
        UnstorableAnswer: for a text or list that is too long, or a number that is not finite.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise UnstorableAnswer(answer=answer, why=sentence("it is not a number"))
        return json.dumps({"decimal": str(value)})
    if isinstance(value, tuple):
        if len(value) > MOST_ENTRIES:
            raise UnstorableAnswer(answer=answer, why=sentence("it has more than {most} entries", most=MOST_ENTRIES))
        return json.dumps([_sound_text(answer, entry) for entry in value], ensure_ascii=False)
    if isinstance(value, str):
        return json.dumps(_sound_text(answer, value), ensure_ascii=False)
    return json.dumps(value)


def _sound_text(answer: AnswerId, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise UnstorableAnswer(answer=answer, why=sentence("it is longer than {most} characters", most=LONGEST_TEXT))
    try:
        text.encode()
    except UnicodeEncodeError:
        # An input method can deliver half of a surrogate pair; SQLite and JSON documents take UTF-8 only.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def decode_value(text: str) -> Value:
    """Returns the value that `encode_value` wrote."""
    value = json.loads(text)
    if isinstance(value, dict):
        return Decimal(value["decimal"])
    if isinstance(value, list):
        return tuple(value)
    plain: str | int | bool = value
    return plain


def proof(answer: str, value: str) -> int:
    """Returns a number by which a stored answer is known again: 63 bits of the SHA-256 of its path and its stored text."""
    return int.from_bytes(hashlib.sha256(f"{answer}\n{value}".encode()).digest()[:8], "big") >> 1


def entry_proof(version: int, step: Sequence[str], *words: str | None) -> int:
    """Returns a number by which an entry of the history is known again: 63 bits of the SHA-256 of all that is shown of it.

    Numbers of rows are no part of it: they change when a case is taken from a copy.

    Args:
        version: its number within the case.
        step: when, who, and for a change its kind and why, as stored.
        words: what it says: path, old and new value of an answer; item and text of a remark.
    """
    whole = json.dumps([version, *step, *words], ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(whole.encode()).digest()[:8], "big") >> 1


def proof_of_all(answers: Mapping[str, str]) -> int:
    """Returns the proofs of all answers of a version, one laid over the other; 0 of none."""
    whole = 0
    for answer, value in answers.items():
        whole ^= proof(answer, value)
    return whole


def encode_ids(ids: Sequence[str]) -> str:
    """Returns a list of ids as JSON text."""
    return json.dumps(list(ids))


def decode_ids(text: str) -> tuple[str, ...]:
    """Returns the ids that `encode_ids` wrote."""
    return tuple(json.loads(text))


def cents(amount_wan: Decimal) -> int:
    """Returns 万元 as whole cents (分), halves to even."""
    return int((amount_wan * CENTS_PER_WAN).to_integral_value())


def wan(amount_cents: int) -> Decimal:
    """Returns whole cents (分) as 万元."""
    return Decimal(amount_cents) / CENTS_PER_WAN
