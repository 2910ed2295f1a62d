"""The organisation's own logo, reduced and simplified before it goes into a report."""

import io

from models.errors import ApplicationError, check_handles
from models.language import N_

LIMIT_MB = 10
_WIDTH, _HEIGHT = 600, 240
"""Pixels: four times what the cover shows in points, sharp in print."""
_LIMIT_PIXELS = 40_000_000


class UnusableLogo(ApplicationError):
    """The picture of the logo cannot be used."""

    code = "unusable_logo"
    message = N_(
        "{name} cannot be used as a logo: it must be a PNG or JPEG picture of up to 10 MB. Nothing was changed; save the logo as PNG, or choose another picture."
    )


def logo_png(data: bytes, name: str) -> bytes:
    """Returns the picture as PNG of at most 600 × 240 pixels, without any of the file's metadata.

    Args:
        data: a PNG or JPEG file.
        name: of the file, for the sentence of an error.

    Raises:
        UnusableLogo: when it is none of these, or too large.
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) > LIMIT_MB * 1024 * 1024:
        raise UnusableLogo(name=name)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LIMIT_PIXELS:
                raise UnusableLogo(name=name)
            plain = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        check_handles(error)
        raise UnusableLogo(name=name) from error
    plain.thumbnail((_WIDTH, _HEIGHT))
    # A fresh picture: text and places that a camera or a program wrote into the file stay behind.
    fresh = Image.new("RGBA", plain.size)
    fresh.paste(plain)
    written = io.BytesIO()
    fresh.save(written, "PNG", optimize=True)
    return written.getvalue()
