"""The small rule language: read, checked, compiled; every value may be unknown.

`Expression` comes from `parse` (grammar only) or `check` (grammar and names). Logic is Kleene's: true, false,
None for unknown. A number is a range of what it can still be; an answered number is a range of one point.
"""

from models.expression.answers import answers_read
from models.expression.compilation import Meaning, compile_logical, compile_numeric
from models.expression.syntax import Expression, ExpressionError, ValueKind, parse
from models.expression.vocabulary import Vocabulary, check, check_quantities, names_used

__all__ = [
    "Expression",
    "ExpressionError",
    "Meaning",
    "ValueKind",
    "Vocabulary",
    "answers_read",
    "check",
    "check_quantities",
    "compile_logical",
    "compile_numeric",
    "names_used",
    "parse",
]
