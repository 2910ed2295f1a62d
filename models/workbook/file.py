"""A file read as a workbook, and what it says of itself."""

import io
import zipfile
import zlib
from xml.etree import ElementTree

from models.language import N_, sentence
from models.workbook.formats import OLE, refuse_other_format
from models.workbook.parts import WorkbookReader
from models.workbook.sheet import Sheet, UnreadableWorkbook, WorkbookOrigin


def is_workbook(name: str, data: bytes) -> bool:
    """Returns whether a file is meant as a table: a workbook of any kind, or text with columns.

    Args:
        name: the file's name; only its ending tells plain text with columns from other text.
        data: its first bytes, or all.
    """
    endings = (".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".xltx", ".xlsb", ".et", ".ods", ".numbers")
    return data.startswith((b"PK", OLE)) or name.lower().endswith(endings)


def read_workbook(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Returns the sheets of a workbook, in their order.

    Args:
        name: the file's name; its ending helps to name a format that is not read.
        data: the whole file.

    Raises:
        UnreadableWorkbook: another format (named, with what to do), damaged, too large, a cell with an error or with a
            formula that was never worked out.
    """
    refuse_other_format(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WorkbookReader(archive).sheets()
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, OSError):
        raise UnreadableWorkbook(sentence(N_("the workbook is damaged; save it again."))) from None
    except (LookupError, ValueError, ArithmeticError, NotImplementedError, RuntimeError):
        # A part that the workbook names and does not hold, a number that is none, a packing that nobody uses, a password.
        raise UnreadableWorkbook(sentence(N_("the workbook is damaged; save it again."))) from None


def origin_of(data: bytes) -> WorkbookOrigin:
    """Returns who saved a workbook and when, and whether it holds macros; as little as is known of a damaged one.

    Args:
        data: the whole file; `read_workbook` says whether it can be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WorkbookReader(archive).origin()
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, OSError, UnreadableWorkbook):
        return WorkbookOrigin()
    except (LookupError, ValueError, ArithmeticError, NotImplementedError, RuntimeError):
        return WorkbookOrigin()
