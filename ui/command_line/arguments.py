"""The arguments that the command line understands, and its error messages, in the person's language."""

import argparse
import locale
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from models.catalogue import MOST_PAYMENTS, MeasureId, VariantId
from models.catalogue.public_money import FundingFact
from models.errors import WrongUsage
from models.language import LANGUAGES, N_, Language, Text, plain_number, sentence, translate
from models.limits import Lock, Quarter
from models.rulebook import TIER_IDS, TierId
from models.typed import (
    NumberForm,
    Reading,
    either,
    meaning_words,
    read_date,
    read_number,
    read_numbers,
    read_quarter,
    read_season,
    read_shares,
)

# What argparse itself says, so that its complaints and headings have a Chinese too (it asks gettext for them).
ARGPARSE_WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("not allowed with argument %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)


MOST_WAN = Decimal(1_000_000)
"""The largest sum that can be given, 万元: ten thousand million yuan."""
_MONEY = NumberForm("wan", 0, MOST_WAN)
_HANDS = NumberForm("person_weeks", 0, 100_000)
T = TypeVar("T")


class Parser(argparse.ArgumentParser):
    """An argument parser that raises its complaint instead of leaving the program, and guesses no shortened option."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        # A shortened word would change its meaning with the next option that begins alike.
        super().__init__(*args, **{"allow_abbrev": False, **settings})

    def several(self, name: str, **settings: Any) -> None:
        """Adds an option that may be repeated: each time it is one more of a list, which is empty without it."""
        self.add_argument(name, action="append", default=[], **settings)

    def error(self, message: str) -> NoReturn:
        """Raises `WrongUsage` with argparse's complaint as one sentence.

        Raises:
            WrongUsage: always.
        """
        raise WrongUsage(
            problem=sentence("“{program}” was not understood: {message}.", program=self.prog, message=message)
        )


def speak(language: Language) -> None:
    """Makes argparse use our translations of its texts from now on."""
    # WORKAROUND(argparse, Python 3.11 to 3.14): it binds gettext's functions at import and offers no other way.
    setattr(argparse, "_", lambda message: translate(message, language))  # noqa: B010 - argparse's own name


def system_language(environment: Mapping[str, str] | None = None) -> Language:
    """Returns `zh` where the system speaks Chinese, else `en`."""
    variables = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if variables.get(name):
            return "zh" if variables[name].lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
        return "zh" if code.startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith("zh") else "en"


def chosen_language(arguments: Sequence[str]) -> Language | None:
    """Returns the language asked for with `--lang` before anything else is understood; None when none was."""
    for place, word in enumerate(arguments):
        value = word[len("--lang=") :] if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        for language in LANGUAGES:
            if value == language:
                return language
    return None


class Kinds:
    """Turns words into values; complaints are in the person's language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def say(self, message: str, **facts: object) -> str:
        """Returns a message with its facts in the person's language."""
        return sentence(message, **facts).text(self._language)

    def _wrong(self, message: str, **facts: object) -> argparse.ArgumentTypeError:
        return argparse.ArgumentTypeError(self.say(message, **facts))

    def meant(self, reading: Reading[T], text: str, message: str, /, **facts: object) -> T:
        """Returns the one meaning of a text.

        Raises:
            argparse.ArgumentTypeError: when it has several, which are named, or none: then with `message`.
        """
        if len(reading.meanings) > 1:
            written = tuple(
                ";".join(map(plain_number, meaning)) if isinstance(meaning, tuple) else meaning_words(meaning)
                for meaning in reading.meanings
            )
            raise self._wrong(
                N_("“{text}” can mean {meanings}; write {forms}"),
                text=text,
                meanings=either(reading.meanings),
                forms=either(written),
            )
        if reading.value is None:
            raise self._wrong(message, text=text, **facts)
        return reading.value

    def budget(self, text: str) -> tuple[Decimal, ...]:
        """Returns 万元 for each year: `30` for every year, `30,50,20` one figure a year; the unit may follow.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        return self.meant(
            read_numbers(text, _MONEY),
            text,
            N_("a budget is given in 10,000 yuan a year, from 0 to {most}, such as 30 or 30,50,20, and not “{text}”"),
            most=MOST_WAN,
        )

    def yearly(self, text: str) -> Decimal:
        """Returns 万元 a year.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is no sum or has two meanings.
        """
        message = N_("“{text}” is not a sum in 10,000 yuan a year, from 0 to {most}")
        return self.meant(read_number(text, _MONEY), text, message, most=MOST_WAN)

    def whole(self, low: int, high: int) -> Callable[[str], int]:
        """Returns the check of a whole number from `low` to `high`."""
        form = NumberForm(low=low, high=high, whole=True)

        def check(text: str) -> int:
            message = N_("“{text}” is not a whole number from {low} to {high}")
            return int(self.meant(read_number(text, form), text, message, low=low, high=high))

        return check

    def lock(self, text: str) -> Lock:
        """Returns the measure written as `C02`, `C02=shared` or `C02=shared@2027Q3`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so.
        """
        head, at, when = text.partition("@")
        way = self._way(head)
        quarter = read_quarter(when).value if at else None
        if way is None or (at and quarter is None):
            raise self._wrong(
                N_("“{text}” is not a required measure; write C02, C02=shared or C02=shared@2027Q3"), text=text
            )
        return Lock(*way, quarter)

    def way(self, text: str) -> tuple[MeasureId, VariantId | None]:
        """Returns the measure, or one way to get it, written as `C02` or `C02=shared`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so.
        """
        way = self._way(text)
        if way is None:
            raise self._wrong(N_("“{text}” is not a measure or one way to get it; write C02 or C02=shared"), text=text)
        return way

    def _way(self, text: str) -> tuple[MeasureId, VariantId | None] | None:
        measure, given, way = text.partition("=")
        try:
            variant = VariantId(way.strip()) if given else None
        except ValueError:
            return None
        return (MeasureId(measure.strip()), variant) if measure.strip() else None

    def quote(self, text: str) -> tuple[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]]:
        """Returns the own price written as `C02:shared=6+4`: one-off 万元 and running 万元 a year.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        message = N_(
            "“{text}” is not a quote; write C02:shared=6+4 (one-off + running a year, in 10,000 yuan, neither below 0)"
        )
        name, _, price = text.partition("=")
        one_off, _, running = price.partition("+")
        pick = self._pick(name)
        if pick is None:
            raise self._wrong(message, text=text)
        prices = (self.money(each, text, message) for each in (one_off, running or "0"))
        return pick, (next(prices), next(prices))

    def payment(self, text: str) -> tuple[tuple[MeasureId, VariantId] | None, tuple[Decimal, ...]]:
        """Returns when a price is due, written as `30/40/30` for everything or `C02:own=30/40/30` for one way.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so.
        """
        name, given, parts = text.rpartition("=")
        pick = self._pick(name) if given else None
        reading = read_shares(parts)
        if reading.value is None and reading.problem is not None:
            raise argparse.ArgumentTypeError(reading.problem.text(self._language))
        if not reading.value or (given and pick is None) or len(reading.value) > MOST_PAYMENTS:
            raise self._wrong(
                N_(
                    "“{text}” says no payments; write 30/40/30 or C02:own=30/40/30 (per cent in the quarter of the start and in those after it, {most} at most)"
                ),
                text=text,
                most=MOST_PAYMENTS,
            )
        return pick, reading.value

    def stop(self, text: str) -> tuple[tuple[MeasureId, VariantId], Decimal]:
        """Returns what a stop of production during installation costs, written as `C02:own=1.5`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        message = N_("“{text}” is not the cost of a stop; write C02:own=1.5 (in 10,000 yuan, not below 0)")
        name, _, cost = text.partition("=")
        pick = self._pick(name)
        if pick is None:
            raise self._wrong(message, text=text)
        return pick, self.money(cost, text, message)

    @staticmethod
    def _pick(text: str) -> tuple[MeasureId, VariantId] | None:
        """Returns one way to get a measure, written as `C02:own`; None when it is none."""
        measure, _, way = text.partition(":")
        try:
            return (MeasureId(measure.strip()), VariantId(way.strip())) if measure.strip() else None
        except ValueError:
            return None

    def fact(self, text: str) -> tuple[FundingFact, Decimal]:
        """Returns what a rule of public money needs to know, written as `loan=200`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        message = N_("“{text}” is not a fact; write loan=200, a name of those listed and a number not below 0")
        name, _, amount = text.partition("=")
        try:
            fact = FundingFact(name.strip())
        except ValueError:
            raise self._wrong(message, text=text) from None
        return fact, self.money(amount, text, message)

    def money(self, text: str, whole: str, message: str) -> Decimal:
        """Returns an amount in 万元 inside a longer argument.

        Args:
            text: the sum.
            whole: the word.
            message: what to say of the word when the sum is none.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is no sum or has two meanings.
        """
        reading = read_number(text, _MONEY)
        return self.meant(reading, text if reading.meanings else whole, message)

    def sure(self, text: str) -> Decimal:
        """Returns a share of cases from 0.5 to 1; more than 1 is meant in a hundred.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        message = N_("“{text}” is not how sure a plan can be; write 60, 80 or 95 (of 100 cases), from 50 to 100")
        given = self.meant(read_number(text.strip().removesuffix("%"), NumberForm(low=0, high=100)), text, message)
        share = given if given <= 1 else given / 100
        if share < Decimal("0.5"):
            raise self._wrong(message, text=text)
        return share

    def staff_weeks(self, text: str) -> Decimal:
        """Returns the person-weeks that can be spared in each quarter.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        return self.meant(
            read_number(text, _HANDS),
            text,
            N_("“{text}” is not a number of person-weeks per quarter, 0 or more"),
        )

    def day(self, text: str) -> date:
        """Returns the day written as `2026-11-30`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is no whole date or has two meanings.
        """
        wrong = N_("“{text}” is not a day; write it as 2026-11-30")
        written = self.meant(read_date(text), text, wrong)
        try:
            return date.fromisoformat(written)
        except ValueError:
            # A year or a month names no day.
            raise self._wrong(wrong, text=text) from None

    def quarter(self, text: str) -> Quarter:
        """Returns the quarter written as `2027Q1`.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        return self.meant(read_quarter(text), text, N_("“{text}” is not a quarter; write it as 2027Q1"))

    def season(self, text: str) -> tuple[str, ...]:
        """Returns the quarters of peak season: each `2027Q4`, or `Q4` for that quarter of every year.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is not written so or has two meanings.
        """
        return self.meant(
            read_season(text),
            text,
            N_("“{text}” is not a peak quarter; write 2027Q4, or Q4 for the fourth quarter of every year"),
        )

    def tier(self, text: str) -> TierId:
        """Returns the tier of that id or Chinese name.

        Raises:
            ArgumentTypeError: with the sentence for the person, when there is none of that name.
        """
        for tier, name in _TIER_NAMES.items():
            if text.strip().lower() == tier or text.strip() in (name.zh, name.zh.removesuffix("级")):
                return tier
        raise self._wrong(N_("“{text}” is not a tier; choose one of {known}"), known=TIER_IDS, text=text)

    def path(self, text: str) -> Path:
        """Returns a path; an empty word is no path.

        Raises:
            ArgumentTypeError: with the sentence for the person, when it is empty or holds a zero byte.
        """
        if not text or "\0" in text:
            raise self._wrong(N_("“{text}” is not a file name"), text=text.replace("\0", "?"))
        return Path(text).expanduser()


_TIER_NAMES: Mapping[TierId, Text] = dict(
    zip(
        TIER_IDS,
        (Text("基础级", "Basic"), Text("先进级", "Advanced"), Text("卓越级", "Excellent"), Text("领航级", "Leading")),
        strict=True,
    )
)


def tier_name(tier: str | None) -> Text:
    """Returns what a tier is called when no rulebook is loaded; its id if it is unknown."""
    if tier is None:
        return Text("无", "none")
    return next((name for known, name in _TIER_NAMES.items() if known == tier), Text(tier, tier))
