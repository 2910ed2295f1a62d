"""What mail programs wrap around an attachment."""

import struct


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def winmail(name: bytes, data: bytes, long_name: str = "") -> bytes:
    """What Outlook makes of a letter with an attachment."""
    parts = [struct.pack("<IH", 0x223E9F78, 1), _attribute(1, 0x00069007, struct.pack("<II", 936, 0))]
    parts += [_attribute(2, 0x00069002, bytes(14)), _attribute(2, 0x00018010, name + b"\0")]
    parts.append(_attribute(2, 0x0006800F, data))
    if long_name:
        raw = long_name.encode("utf-16-le") + b"\0\0"
        value = struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, len(raw)) + raw + bytes(-len(raw) % 4)
        parts.append(_attribute(2, 0x00069005, value))
    return b"".join(parts)
