"""Run by the packaged Python: holds that what was made smaller or trimmed still does all that the program asks of it."""

from io import BytesIO

import numpy
import py7zr
from PySide6.QtCore import QCollator, QLocale, QStringDecoder, QTimeZone

LEFT, RIGHT, SIZES = 3, 4, (1, 2, 5)
KINDS = ("float32", "float64", "complex64", "complex128")


def matrix(rows: int, columns: int, kind: str) -> numpy.ndarray:
    """Returns a matrix of small whole numbers, whose sums are exact in every kind."""
    numbers = numpy.arange(rows * columns).reshape(rows, columns) % 7 - 3
    return (numbers + (1j * (numbers % 3) if kind.startswith("complex") else 0)).astype(kind)


def product(left: numpy.ndarray, right: numpy.ndarray) -> list[list[complex]]:
    """Returns the product of two matrices, computed by Python."""
    return [
        [sum(complex(a) * complex(b) for a, b in zip(row, column, strict=True)) for column in right.T] for row in left
    ]


def forms(of: numpy.ndarray) -> list[numpy.ndarray]:
    """Returns a matrix as numpy may hold it: by rows, by columns, in steps, conjugated."""
    spread = numpy.repeat(numpy.repeat(of, 2, axis=0), 2, axis=1)[::2, ::2]
    return [numpy.ascontiguousarray(of), numpy.asfortranarray(of), spread, of.conj()]


for kind in KINDS:
    for size in SIZES:
        for left in forms(matrix(LEFT, size, kind)):
            for right in forms(matrix(size, RIGHT, kind)):
                expected = product(left, right)
                assert (left @ right).tolist() == expected, (kind, size)
                assert (left @ right[:, 1]).tolist() == [row[1] for row in expected], (kind, size)
                assert (left[1] @ right).tolist() == expected[1], (kind, size)
                assert left[1].dot(right[:, 1]) == expected[1][1], (kind, size)
            assert (left @ left.T).tolist() == product(left, left.T), (kind, size)
            assert (left.T @ left).tolist() == product(left.T, left), (kind, size)
            assert numpy.vdot(left[0], left[1]) == sum(
                complex(a).conjugate() * complex(b) for a, b in zip(left[0], left[1], strict=True)
            )

words = QCollator(QLocale("zh_CN"))
assert sorted(["重", "阿", "比", "厂"], key=words.sortKey) == ["阿", "比", "厂", "重"], "the order of Chinese words"
for codepage in ("GB18030", "GBK", "GB2312", "Big5", "windows-1252"):
    assert QStringDecoder(codepage).isValid(), codepage
assert QLocale("zh_CN").toUpper("basis") == "BASIS", "upper case"
assert QTimeZone(b"Asia/Shanghai").displayName(
    QTimeZone.TimeType.StandardTime, QTimeZone.NameType.LongName, QLocale("zh_CN")
)

packed = BytesIO()
with py7zr.SevenZipFile(packed, "w", password="智阶", header_encryption=True) as archive:
    archive.writestr("报告", "report.txt")
packed.seek(0)
with py7zr.SevenZipFile(packed, "r", password="智阶") as archive:
    assert archive.getnames() == ["report.txt"], "a sealed 7z archive"
