"""The JSON inside the PDF and behind `--json`: built, written canonically, read strictly, recomputed."""

from reports.payload.assemble import (
    EDITIONS,
    FORMAT,
    FORMAT_VERSION,
    LAYOUT,
    AnswerTo,
    Cover,
    Edition,
    ReportLanguage,
    ReportOptions,
    claim_sentences,
    payload,
    program,
    visible_claims,
)
from reports.payload.canonical import canonical
from reports.payload.discretion import preview
from reports.payload.history import HistoryLine
from reports.payload.plan import limits_json, roadmap_json
from reports.payload.result import change_json, evaluation_json
from reports.payload.untrusted import (
    LARGEST_BYTES,
    InvalidPayload,
    PayloadFromTheFuture,
    PayloadNotReadable,
    PayloadTooLarge,
    read_payload,
    recompute,
)

__all__ = [
    "EDITIONS",
    "FORMAT",
    "FORMAT_VERSION",
    "LARGEST_BYTES",
    "LAYOUT",
    "AnswerTo",
    "Cover",
    "Edition",
    "HistoryLine",
    "InvalidPayload",
    "PayloadFromTheFuture",
    "PayloadNotReadable",
    "PayloadTooLarge",
    "ReportLanguage",
    "ReportOptions",
    "canonical",
    "change_json",
    "claim_sentences",
    "evaluation_json",
    "limits_json",
    "payload",
    "preview",
    "program",
    "read_payload",
    "recompute",
    "roadmap_json",
    "visible_claims",
]
