"""The case document: one version of one case as a JSON file that other programs can write too.

`read` gives the assessment or refuses; `problems` lists everything that is wrong, each with where, what and what to
do; `write` gives the canonical bytes, so that equal assessments make equal files.
"""

from models.document.problem import Problem
from models.document.reading import problems, read
from models.document.remarks import CREDIT_CODE, INDUSTRY_CODE, remarks
from models.document.text import (
    FORMAT,
    FORMAT_VERSION,
    LARGEST_MB,
    EndlessNesting,
    NotJson,
    NotOurFormat,
    RepeatedName,
    WrongEncoding,
)
from models.document.writing import write

__all__ = [
    "CREDIT_CODE",
    "FORMAT",
    "FORMAT_VERSION",
    "INDUSTRY_CODE",
    "LARGEST_MB",
    "EndlessNesting",
    "NotJson",
    "NotOurFormat",
    "Problem",
    "RepeatedName",
    "WrongEncoding",
    "problems",
    "read",
    "remarks",
    "write",
]
