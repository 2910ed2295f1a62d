"""The pages of a PDF as images, for screens that show what will be printed."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page in device pixels."""

    width: int
    height: int
    pixels: bytes
    """Red, green, blue and one unused byte for each pixel, rows from the top, `4 * width` bytes a row."""


def page_pictures(pdf: bytes, width: int, first: int = 0) -> Iterator[PagePicture]:
    """Yields the pages in order from index `first`, each `width` device pixels wide.

    Only for files of our own: strangers' files are opened in `reports.verification`, in a process with limits.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        for index in range(first, len(document)):
            page = document[index]
            bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
            yield PagePicture(bitmap.width, bitmap.height, bytes(bitmap.buffer))
            page.close()
    finally:
        document.close()
