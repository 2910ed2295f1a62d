"""Writing PDF objects: numbered, in order, no object streams, the same bytes for the same values.

The spelling (spaces inside brackets, order of the trailer, one line for each object that is no stream) is the one
that `reports.signing.revision` reads, which understands nothing else.

The report is written by hand and not through a PDF library, for two reasons: a verifier writes the whole report
again from its data and compares, so no library version may change a byte; and it has to be quick enough to do so.
"""

import zlib
from collections.abc import Sequence

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Writer:
    """Collects numbered objects and writes them as one PDF revision."""

    def __init__(self) -> None:
        self._bodies: list[bytes | None] = []

    def reserve(self) -> int:
        """Returns a number for an object that is filled later."""
        self._bodies.append(None)
        return len(self._bodies)

    def fill(self, number: int, body: str | bytes) -> None:
        """Gives a reserved object its body."""
        self._bodies[number - 1] = body.encode("latin-1") if isinstance(body, str) else body

    def add(self, body: str | bytes) -> int:
        """Adds an object and returns its number."""
        number = self.reserve()
        self.fill(number, body)
        return number

    def stream(self, data: bytes, entries: str = "", *, compress: bool = True, number: int | None = None) -> int:
        """Adds a stream and returns its number.

        Plain data ends in a line feed, so that no compressed or plain byte before `endstream` is a carriage
        return that a reader may take for the line's end.
        """
        packed = zlib.compress(data, 6) if compress else data
        coding = " /Filter /FlateDecode" if compress else ""
        head = f"<< {entries}{coding} /Length {len(packed)} >>\nstream\n"
        body = head.encode("latin-1") + packed + b"\nendstream"
        if number is None:
            return self.add(body)
        self.fill(number, body)
        return number

    def file(self, root: int, info: int, identity: bytes) -> bytes:
        """Returns the whole file.

        Args:
            root: number of the catalog.
            info: number of the information dictionary.
            identity: 16 bytes that name the file; equal for equal content.

        Raises:
            RuntimeError: when a reserved object was never filled.
        """
        pieces = [_HEADER]
        place = len(_HEADER)
        rows = ["0000000000 65535 f \n"]
        for number, body in enumerate(self._bodies, start=1):
            if body is None:
                raise RuntimeError(f"object {number} was reserved and never filled")
            piece = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            rows.append(f"{place:010d} 00000 n \n")
            pieces.append(piece)
            place += len(piece)
        mark = identity.hex()
        pieces.append(
            (
                f"xref\n0 {len(rows)}\n{''.join(rows)}trailer << /Info {info} 0 R /Root {root} 0 R /Size {len(rows)}"
                f" /ID [<{mark}><{mark}>] >>\nstartxref\n{place}\n%%EOF\n"
            ).encode("ascii")
        )
        return b"".join(pieces)


def array(items: Sequence[str]) -> str:
    """Returns an array of already written items."""
    return f"[ {''.join(f'{item} ' for item in items)}]"


def text(value: str) -> str:
    """Returns a text string: UTF-16 in hexadecimal, which needs no escaping."""
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def name(value: str) -> str:
    """Returns a name; anything but letters, digits, `-` and `_` is escaped."""
    return "/" + "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"-_") else f"#{byte:02X}"
        for byte in value.encode("utf-8")
    )


def number(value: float) -> str:
    """Returns a coordinate with at most two decimals (a hundredth of a point is 3.5 µm)."""
    shown = f"{value:.2f}"
    return shown.rstrip("0").rstrip(".") if shown not in ("-0.00", "0.00") else "0"
