"""Where py7zr unpacks to: memory, in the order of the archive."""

from io import BytesIO

from py7zr.io import Py7zIO, WriterFactory


class _File(Py7zIO):
    def __init__(self) -> None:
        self._content = BytesIO()

    def write(self, s: bytes | bytearray) -> int:
        """Takes in a piece."""
        return self._content.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Returns what was written from the present place on."""
        return self._content.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Goes to a place."""
        return self._content.seek(offset, whence)

    def flush(self) -> None:
        """Has nothing to do."""

    def size(self) -> int:
        """Returns how much was written."""
        return self._content.getbuffer().nbytes

    def whole(self) -> bytes:
        """Returns all that was written."""
        return self._content.getvalue()


class InOrder(WriterFactory):
    """Keeps each file apart, whatever it is called: names may repeat."""

    def __init__(self) -> None:
        self._files: list[_File] = []

    def create(self, filename: str) -> Py7zIO:
        """Returns the place for one more file."""
        self._files.append(_File())
        return self._files[-1]

    def contents(self) -> list[bytes]:
        """Returns the files' contents, in the order of the archive."""
        return [file.whole() for file in self._files]
