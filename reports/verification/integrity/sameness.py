"""Whether two unsigned documents are the same apart from the compression of their streams.

Another build of Python may bring another compressor. So streams are compared unpacked; everything else byte for byte.
"""

import re
import zlib

from reports.signature.revision import Irregular, Revision, read_revisions

_LARGEST_STREAM = 64 * 1024 * 1024
_HEADER_LENGTH = len(b"%PDF-1.7\n%....\n")
_LENGTH = re.compile(rb" ?/Length [0-9]+")
_FLATE = b"/Filter /FlateDecode"


def same_document(left_data: bytes, right_data: bytes) -> bool:
    """Returns whether two documents of one revision hold the same objects under the same numbers."""
    if left_data == right_data:
        return True
    try:
        first, second = read_revisions(left_data), read_revisions(right_data)
    except Irregular:
        return False
    if len(first) != 1 or len(second) != 1:
        return False
    left, right = first[0], second[0]
    heads = [
        (revision.data[:_HEADER_LENGTH], revision.root, revision.info, revision.size, revision.id1)
        for revision in (left, right)
    ]
    return (
        heads[0] == heads[1]
        and left.own.keys() == right.own.keys()
        and all(_same_object(left, right, number) for number in left.own)
    )


def _same_object(left: Revision, right: Revision, number: int) -> bool:
    left_raw, right_raw = left.raw(number), right.raw(number)
    if left_raw == right_raw:
        return True
    first, second = left.dictionary(number), right.dictionary(number)
    if _FLATE not in first or _LENGTH.sub(b"", first) != _LENGTH.sub(b"", second) or b"/DecodeParms" in first:
        return False
    unpacked = [
        _unpacked(raw[len(head) + len(b"\nstream\n") : -len(b"\nendstream")])
        for raw, head in ((left_raw, first), (right_raw, second))
    ]
    return unpacked[0] is not None and unpacked[0] == unpacked[1]


def _unpacked(data: bytes) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, _LARGEST_STREAM)
    except zlib.error:
        return None
    return plain if unpacker.eof and not unpacker.unused_data.strip(b"\n") else None
