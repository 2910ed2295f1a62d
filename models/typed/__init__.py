"""What people type and paste, read in one way everywhere: numbers, lists of numbers, dates, quarters, answers.

A `Reading` has one meaning, or several that the person is asked about, or none and the reason. Nothing is guessed,
and what is not understood as a whole is not understood in part.
"""

from models.typed.answer import longest_of, read_answer
from models.typed.dates import read_date
from models.typed.lists import read_list, words_of
from models.typed.meaning import Reading, as_typed, either, meaning_words, understood
from models.typed.numbers import NumberForm, read_number, read_numbers, read_shares, shares_text
from models.typed.quarters import read_quarter, read_season, season, season_text

__all__ = [
    "NumberForm",
    "Reading",
    "as_typed",
    "either",
    "longest_of",
    "meaning_words",
    "read_answer",
    "read_date",
    "read_list",
    "read_number",
    "read_numbers",
    "read_quarter",
    "read_season",
    "read_shares",
    "season",
    "season_text",
    "shares_text",
    "understood",
    "words_of",
]
