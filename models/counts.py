"""Counted things as parts of a sentence: `1 quarter`, `3 quarters`. They are facts of other sentences."""

from decimal import Decimal

from models.language import Sentence, counted

Count = int | Decimal


def answers(count: Count) -> Sentence:
    """Returns how many answers."""
    return counted("{count} answer", "{count} answers", count=count)


def cases(count: Count) -> Sentence:
    """Returns how many cases."""
    return counted("{count} case", "{count} cases", count=count)


def certificates(count: Count) -> Sentence:
    """Returns how many certificates."""
    return counted("{count} certificate", "{count} certificates", count=count)


def conditions(count: Count) -> Sentence:
    """Returns how many conditions of a tier."""
    return counted("{count} condition", "{count} conditions", count=count)


def days(count: Count) -> Sentence:
    """Returns how many days."""
    return counted("{count} day", "{count} days", count=count)


def files(count: Count) -> Sentence:
    """Returns how many files."""
    return counted("{count} file", "{count} files", count=count)


def measures(count: Count) -> Sentence:
    """Returns how many measures."""
    return counted("{count} measure", "{count} measures", count=count)


def minutes(count: Count) -> Sentence:
    """Returns how many minutes."""
    return counted("{count} minute", "{count} minutes", count=count)


def papers(count: Count) -> Sentence:
    """Returns how many reports, replies and other files of the inbox."""
    return counted("{count} paper", "{count} papers", count=count)


def person_weeks(count: Count) -> Sentence:
    """Returns how many person-weeks."""
    return counted("{count} person-week", "{count} person-weeks", count=count)


def problems(count: Count) -> Sentence:
    """Returns how many problems of a document."""
    return counted("{count} problem", "{count} problems", count=count)


def quarters(count: Count) -> Sentence:
    """Returns how many quarters of a year."""
    return counted("{count} quarter", "{count} quarters", count=count)


def questions(count: Count) -> Sentence:
    """Returns how many questions."""
    return counted("{count} question", "{count} questions", count=count)


def weeks(count: Count) -> Sentence:
    """Returns how many weeks."""
    return counted("{count} week", "{count} weeks", count=count)


def years(count: Count) -> Sentence:
    """Returns how many years."""
    return counted("{count} year", "{count} years", count=count)
