"""The visible signature: name, organisation, role, time, and whose clock it was."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.language import Language
from reports.signature.fields import Role
from reports.signature.outlines import UNITS_PER_EM, drawn_glyph, text_width
from reports.typeface import drawable

_CLOCK_NOTES = {
    # Fixed words, not translated by gettext: a changed translation must not change how old files are compared.
    ("computer", "zh"): "时间来自本机时钟",
    ("computer", "en"): "time is from this computer's clock",
    ("service", "zh"): "时间另由时间戳服务证明",
    ("service", "en"): "time is also proven by a timestamp service",
}


class Clock(StrEnum):
    """Where the time of a signature comes from."""

    COMPUTER = "computer"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class SignatureStamp:
    """Everything that decides how a visible signature looks."""

    role: Role
    name: str
    organisation: str
    signed_at: datetime
    """With a time zone, whole seconds."""
    language: Language
    clock: Clock
    seal: "Seal | None" = None


@dataclass(frozen=True, slots=True)
class Seal:
    """A picture of the company's seal, ready to be embedded: an RGB JPEG on white."""

    jpeg: bytes
    width: int
    height: int


def stamp_lines(stamp: SignatureStamp) -> tuple[tuple[str, float], ...]:
    """Returns the lines of the stamp with their sizes in points, top to bottom."""
    zone = f"{stamp.signed_at:%z}"
    time = f"{stamp.signed_at:%Y-%m-%d %H:%M:%S} UTC{zone[:3]}:{zone[3:]}"
    return (
        (f"{stamp.name}  ·  {stamp.role.stamp_text(stamp.language)}", 11.0),
        (stamp.organisation, 8.0),
        (time, 7.0),
        (_CLOCK_NOTES[stamp.clock.value, stamp.language], 6.0),
    )


def stamp_text(stamp: SignatureStamp) -> str:
    """Returns what the stamp says, for readers that cannot see it."""
    return "\n".join(line for line, _ in stamp_lines(stamp) if line)


def appearance(stamp: SignatureStamp, width: float, height: float) -> bytes:
    """Returns the content stream of the visible signature for a box of that size in points."""
    zone_width = width - (height if stamp.seal else 0) - 10
    language = "zh-CN" if stamp.language == "zh" else "en"
    parts = [
        f"/Span << /ActualText <feff{stamp_text(stamp).encode('utf-16-be').hex()}> /Lang ({language}) >> BDC".encode(),
        b"q 0.35 G 0.5 w " + f"0.5 0.5 {_number(width - 1)} {_number(height - 1)} re S Q".encode(),
    ]
    if stamp.seal:
        side = height - 6
        parts.append(f"q {_number(side)} 0 0 {_number(side)} {_number(width - side - 3)} 3 cm /Seal Do Q".encode())
    lines = [(text, size) for text, size in stamp_lines(stamp) if text]
    leading = sum(size for _, size in lines)
    stretch = min(1.5, (height - 8) / (leading * 1.35))
    top = height - 4
    for written, size in lines:
        text, _ = drawable(written)
        wanted = size * stretch
        fitted = min(wanted, zone_width * UNITS_PER_EM / max(text_width(text), 1))
        top -= wanted * 1.3
        parts.append(_line(text, fitted, 6.0, top))
    parts.append(b"EMC")
    return b"\n".join(parts)


def _line(text: str, size: float, x: float, y: float) -> bytes:
    scale = size / UNITS_PER_EM
    glyphs: list[bytes] = []
    moved = 0
    for character in text:
        path, advance = drawn_glyph(character)
        if path:
            if moved:
                glyphs.append(f"1 0 0 1 {moved} 0 cm".encode())
                moved = 0
            glyphs.append(path)
        moved += advance
    return b"q 0 g %s 0 0 %s %s %s cm %s Q" % (
        f"{scale:.6f}".encode(),
        f"{scale:.6f}".encode(),
        _number(x).encode(),
        _number(y).encode(),
        b" ".join(glyphs),
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
