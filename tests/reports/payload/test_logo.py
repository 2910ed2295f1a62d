"""Pictures that people choose: the logo of the cover and the seal of a signature."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from reports.payload.logo import LIMIT_MB, UnusableLogo, logo_png
from reports.signature.seal import UnusableSeal, seal_picture


def _picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height), "red").save(written, kind)
    return written.getvalue()


def _bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_becomes_a_small_png(kind: str) -> None:
    """Whatever its size and kind, it keeps its shape."""
    logo = logo_png(_picture(3000, 600, kind), "logo")
    with Image.open(io.BytesIO(logo)) as shown:
        assert (shown.format, shown.size) == ("PNG", (600, 120))


def test_a_logo_leaves_its_metadata_behind() -> None:
    """Names of programs, people and places in the file do not travel with the report."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "C:/Users/zhang")
    written = io.BytesIO()
    Image.new("RGB", (50, 20), "blue").save(written, "PNG", pnginfo=note)
    assert b"zhang" in written.getvalue()
    assert b"zhang" not in logo_png(written.getvalue(), "logo.png")


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", _bomb(), _picture(40, 40)[:60], bytes(LIMIT_MB << 20) + b"x"],
    ids=["empty", "svg", "gif", "bomb", "cut", "huge"],
)  # fmt: skip
def test_what_is_no_usable_picture_is_refused_with_a_sentence(data: bytes) -> None:
    """For the logo and for the seal alike, before anything is written."""
    with pytest.raises(UnusableLogo, match=r"logo\.svg"):
        logo_png(data, "logo.svg")
    with pytest.raises(UnusableSeal):
        seal_picture(data)
