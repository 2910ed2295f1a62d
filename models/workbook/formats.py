"""Tables in other formats than .xlsx: named, with what to do."""

from models.language import N_, sentence
from models.workbook.sheet import UnreadableWorkbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = N_("open it in WPS or Excel and save it as “Excel workbook (.xlsx)”.")


def refuse_other_format(name: str, data: bytes) -> None:
    """Refuses, by its name, a format that is not read.

    Raises:
        UnreadableWorkbook: with what to do.
    """
    ending = name.lower().rpartition(".")[2]
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    kind = ""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableWorkbook(
                sentence(N_("the workbook is protected with a password; save it without one and try again."))
            )
        kind = "Excel 97–2003 (.xls)" if ending != "et" else "WPS (.et)"
    elif start.startswith((b"<html", b"<!doctype html", b"<table")):
        kind = "HTML (.xls)"
    elif start.startswith(b"<?xml") and b"excel" in start:
        kind = "XML Spreadsheet 2003 (.xml)"
    elif not data.startswith(b"PK"):
        kind = {"csv": "CSV (.csv)", "tsv": "TSV (.tsv)"}.get(ending, "")
        if not kind:
            raise UnreadableWorkbook(sentence(N_("it is not a workbook.")))
    if kind:
        raise other_format(kind)


def other_format(kind: str) -> UnreadableWorkbook:
    """Returns the refusal of another kind of workbook."""
    return UnreadableWorkbook(sentence("Zhijie does not read {kind} files; {do}", kind=kind, do=sentence(_SAVE_AS)))
