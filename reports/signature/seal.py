"""The image of the company's seal, reduced and simplified before it is embedded."""

import io

from models.errors import ApplicationError, check_handles
from models.language import N_
from reports.signature.stamp import Seal

_SIDE = 320
_LIMIT_BYTES = 10 * 1024 * 1024
_LIMIT_PIXELS = 40_000_000
_SEGMENTS = {0xE0: "JFIF", 0xDB: "quantisation", 0xC0: "baseline frame", 0xC4: "Huffman codes"}
"""All that stands in a JPEG of ours before the picture itself, by marker."""
_SCAN, _END = 0xDA, b"\xff\xd9"
_LARGEST_SEAL_BYTES = 512 * 1024
"""Of a picture that has been made small: three bytes for each of 320 × 320 pixels, and some."""


class UnusableSeal(ApplicationError):
    """The picture of the seal cannot be used."""

    code = "unusable_seal"
    message = N_(
        "The picture of the seal cannot be read as PNG or JPEG of up to 10 MB. Nothing was signed; choose another picture."
    )


def seal_picture(data: bytes) -> Seal:
    """Returns the picture on a white square of at most 320 pixels, without any of the file's metadata.

    Raises:
        UnusableSeal: when it is not a PNG or JPEG picture, or too large.
    """
    from PIL import Image

    if len(data) > _LIMIT_BYTES:
        raise UnusableSeal
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LIMIT_PIXELS:
                raise UnusableSeal
            colours = picture.convert("RGBA")
    except (ApplicationError, MemoryError):
        raise
    except Exception as error:  # the library raises a dozen kinds over damaged pictures, some of them undocumented
        check_handles(error)
        raise UnusableSeal from error
    colours.thumbnail((_SIDE, _SIDE))
    side = max(colours.size)
    square = Image.new("RGB", (side, side), "white")
    square.paste(colours, ((side - colours.width) // 2, (side - colours.height) // 2), colours)
    written = io.BytesIO()
    square.save(written, "JPEG", quality=88, subsampling=0)
    return Seal(written.getvalue(), side, side)


def is_our_seal(seal: Seal) -> bool:
    """Returns whether a seal in a stranger's file is a picture of the size that it says, and of one that we make."""
    from PIL import Image

    if seal.width != seal.height or seal.width > _SIDE or len(seal.jpeg) > _LARGEST_SEAL_BYTES:
        return False
    if not _is_plain(seal.jpeg):
        return False
    try:
        with Image.open(io.BytesIO(seal.jpeg), formats=("JPEG",)) as picture:
            if picture.size != (seal.width, seal.height) or picture.mode != "RGB":
                return False
            picture.load()
    except Exception as error:  # the library raises a dozen kinds over damaged pictures, some of them undocumented
        check_handles(error)
        return False
    return True


def _is_plain(jpeg: bytes) -> bool:
    """Returns whether a JPEG is one picture as we write it: no other segments in it, and nothing behind its end."""
    if jpeg[:2] != b"\xff\xd8":
        return False
    place = 2
    while jpeg[place : place + 1] == b"\xff" and place + 4 <= len(jpeg):
        if jpeg[place + 1] == _SCAN:
            # Within the picture 0xFF is followed by zero, so the first end is the end.
            return jpeg.find(_END, place) == len(jpeg) - len(_END)
        if jpeg[place + 1] not in _SEGMENTS:
            return False
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return False
