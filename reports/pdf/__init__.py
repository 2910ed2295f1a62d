"""The report as a file: typeset, tagged, archivable, with its data attached. Not signed here."""

from reports.pdf.finishing import SignatureBox
from reports.pdf.layout import Spoken
from reports.pdf.one_page import page_pdf, page_picture
from reports.pdf.report import PAYLOAD_NAME, redrawn, same_report, signature_boxes, write_report

__all__ = [
    "PAYLOAD_NAME",
    "SignatureBox",
    "Spoken",
    "page_pdf",
    "page_picture",
    "redrawn",
    "same_report",
    "signature_boxes",
    "write_report",
]
