"""From the bytes of a file to plain JSON values; anything but a JSON document of ours is rejected with its own error."""

from models.errors import DocumentFromTheFuture, FileTooLarge, NotADocument
from models.json_text import Fault, InvalidJson, read_json
from models.language import N_, sentence

FORMAT = "zhijie-case"
FORMAT_VERSION = 1
LARGEST_MB = 20


class WrongEncoding(NotADocument):
    """The bytes are not UTF-8 text."""

    code = "wrong_encoding"
    message = N_(
        "{name} is not an assessment document ({why}). Nothing was changed; save it again in the encoding UTF-8, or choose a case exported by Zhijie."
    )


class NotJson(NotADocument):
    """The text is not JSON, or holds what JSON does not know, such as NaN."""

    code = "not_json"
    message = N_(
        "{name} is not an assessment document ({why}). Nothing was changed; correct that place, or choose a case exported by Zhijie."
    )


class EndlessNesting(NotADocument):
    """Brackets inside brackets without end."""

    code = "endless_nesting"


class RepeatedName(NotADocument):
    """One name occurs twice in the same object: nobody can know which value is meant."""

    code = "repeated_name"
    message = N_(
        "{name} is not an assessment document ({why}). Nothing was changed; keep the one of the two that is meant and take the other away."
    )


class NotOurFormat(NotADocument):
    """JSON, but not a case document."""

    code = "not_our_format"


_ERRORS: dict[Fault, type[NotADocument]] = {
    Fault.ENCODING: WrongEncoding,
    Fault.SYNTAX: NotJson,
    Fault.NESTING: EndlessNesting,
    Fault.REPEATED_NAME: RepeatedName,
}


def parse(data: bytes, name: str) -> dict[str, object]:
    """Returns the document's top object; numbers with a point come as `Decimal`.

    A UTF-8 byte order mark, as Windows editors leave it, is accepted.

    Raises:
        FileTooLarge: above `LARGEST_MB`.
        NotADocument: wrong encoding, no JSON, endless nesting, a repeated name.
        NotOurFormat: when it is JSON of another format.
        DocumentFromTheFuture: when the format is newer than this program.
    """
    if len(data) > LARGEST_MB * 1_000_000:
        raise FileTooLarge(name=name, limit_mb=LARGEST_MB)
    try:
        value = read_json(data)
    except InvalidJson as error:
        raise _ERRORS[error.fault](name=name, why=error.why) from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise NotOurFormat(name=name, why=sentence("“format” is not “{format}”", format=FORMAT))
    version = value.get("format_version")
    if type(version) is not int or version < 1:
        raise NotOurFormat(name=name, why=sentence(N_("“format_version” is not a whole number from 1")))
    if version > FORMAT_VERSION:
        raise DocumentFromTheFuture(name=name, version=version, known=FORMAT_VERSION)
    return value
