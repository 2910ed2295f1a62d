"""Everything said about the SME digital level of one case, computed together."""

from dataclasses import dataclass
from datetime import date

from models.assessment import Assessment
from models.digital_level.answered import Known, known, using
from models.digital_level.crosswalk import Crosswalk, Hint, ImpliedAnswer, Never
from models.digital_level.evaluation import DigitalLevel, worked_out
from models.digital_level.filling import Filled, filled_in
from models.digital_level.implied import hints, offers, too_old
from models.digital_level.scheme import Scheme
from models.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Account:
    """The result, what it fills in, what was filled in, and what our answers say of its questions."""

    result: DigitalLevel
    offers: tuple[ImpliedAnswer, ...]
    hints: tuple[Hint, ...]
    filled: tuple[Filled, ...]
    known: tuple[Known, ...]
    too_old: bool
    """Whether the test is older than a year: then nothing is offered."""
    never: tuple[Never, ...]

    @property
    def takeable(self) -> tuple[ImpliedAnswer, ...]:
        """The offers that may be filled in."""
        return tuple(offer for offer in self.offers if offer.may_be_taken)

    @property
    def usable(self) -> tuple[Known, ...]:
        """What our answers say exactly of a question that is open."""
        return tuple(each for each in self.known if using((each,)))


def account_of(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, crosswalk: Crosswalk, today: date
) -> Account:
    """Returns everything that is said of the digital level of one case, on one day."""
    result = worked_out(assessment, scheme, today)
    return Account(
        result=result,
        offers=offers(assessment, rulebook, result, crosswalk, today),
        hints=hints(assessment, rulebook, result, crosswalk),
        filled=filled_in(assessment, scheme),
        known=known(assessment, rulebook, result, crosswalk),
        too_old=too_old(assessment, today),
        never=crosswalk.never,
    )
