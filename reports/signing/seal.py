"""The picture of the company's seal, made small and plain before it is embedded."""

import io

from models.errors import ApplicationError
from models.language import N_
from reports.signing.stamp import Seal

_SIDE = 320
_LIMIT_BYTES = 10 * 1024 * 1024
_LIMIT_PIXELS = 40_000_000


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
    from PIL import Image, UnidentifiedImageError

    if len(data) > _LIMIT_BYTES:
        raise UnusableSeal
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LIMIT_PIXELS:
                raise UnusableSeal
            colours = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise UnusableSeal from error
    colours.thumbnail((_SIDE, _SIDE))
    side = max(colours.size)
    square = Image.new("RGB", (side, side), "white")
    square.paste(colours, ((side - colours.width) // 2, (side - colours.height) // 2), colours)
    written = io.BytesIO()
    square.save(written, "JPEG", quality=88, subsampling=0)
    return Seal(written.getvalue(), side, side)
