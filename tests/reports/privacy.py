"""All that is written in a file, whatever it is packed in: for tests that look for what must not leave the house."""

import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pikepdf


def everything_in(data: bytes) -> Iterator[bytes]:
    """Yields the file and all that lies in it, unpacked: streams and texts of PDF, parts of letters, files of archives."""
    yield data
    if data[:4] == b"%PDF":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for entry in pdf.objects:
                yield from _texts(entry)
                if isinstance(entry, pikepdf.Stream):
                    yield from everything_in(_stream(entry))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for info in archive.infolist():
                yield info.filename.encode() + b" " + info.comment + info.extra
                yield from everything_in(archive.read(info))
    elif data[:5].lower() in (b"from:", b"subje", b"mime-", b"messa", b"date:", b"to: "):
        letter = message_from_bytes(data, policy=default)
        for part in letter.walk():
            yield "\n".join(f"{name}: {value}" for name, value in part.items()).encode()
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield from everything_in(content)


def _stream(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        # A picture: its own bytes.
        return stream.read_raw_bytes()


def _texts(entry: pikepdf.Object) -> Iterator[bytes]:
    if isinstance(entry, pikepdf.String):
        yield str(entry).encode(errors="replace")
    elif isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in entry.keys():  # noqa: SIM118  (a stream is no mapping)
            value = entry[key]
            if not getattr(value, "is_indirect", False):
                yield from _texts(value)
    elif isinstance(entry, pikepdf.Array):
        for value in entry:
            if not getattr(value, "is_indirect", False):
                yield from _texts(value)
