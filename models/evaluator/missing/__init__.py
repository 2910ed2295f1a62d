"""What a tier still lacks: the smallest sets of answers that would reach it.

A *set* is irreducible (no member can be dropped) and closes the tier together with all tiers below it. The answers
that may appear in a set, each with the value that helps:

- a requirement becomes yes; a text answer becomes one that the rule lists; a number reaches the limit;
- a scenario that concerns the factory becomes built (`partial` is enough), a built one or one that is open comes to use AI;
- a subdomain of a level up to the one asked for becomes `full`; while the answers leave the level open, or where a
  declared result decides, a declared result with platform, date and evidence (it proves a level, it lifts none);
- a recognition gets kind and date; an indicator gets a figure that beats its benchmark, or a benchmark.

An unknown answer counts as missing. Conditions that share no answer are solved apart and joined. For each part all
irreducible sets of the smallest size come first, then larger ones up to `LARGER_BY` items more while few candidates
have to be looked at; of all joined sets the `MOST_SETS` smallest are kept, ties in reading order of the rulebook.
A tier that no answer can close (its rule is not public, or a dimension was marked as not applicable) has no set.
Where the search for the smallest would take too long, one irreducible set stands for them, and a remark says so.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from models.assessment import Assessment
from models.evaluation import Item, Missing, Sets
from models.evaluator.compiled import CompiledRulebook, compiled
from models.evaluator.facts import Facts
from models.evaluator.missing.goals import OpenGoal, goals_of, groups_of
from models.evaluator.missing.joining import smallest_joined
from models.evaluator.missing.maturity import is_about_maturity, maturity_sets
from models.evaluator.missing.search import LARGER_BY, MOST_SETS, Ways, smallest_sets
from models.language import N_, Sentence, sentence
from models.rulebook import Rulebook, TierId

__all__ = ["LARGER_BY", "MOST_SETS", "MissingSets", "missing_sets"]

Worth = Callable[[tuple[Item, ...]], tuple[int, Decimal]]
"""What sets of one size are ordered by; less comes first."""
_MOST_WEIGHED = 300
"""Most sets of one part that are ordered by their worth."""


def missing_sets(
    assessment: Assessment, rulebook: Rulebook, tier: TierId, on: date, worth: Worth | None = None
) -> Sets:
    """Returns the smallest sets of answers that would close a tier and all below it, smallest first.

    An empty tuple when the tier is reached already or when no set of answers can close it.

    Args:
        assessment: the answers.
        rulebook: the rules.
        tier: the tier to close.
        on: the day on which the answers are judged.
        worth: decides which of the sets of one size are kept, such as the cheapest; None for reading order.
    """
    return _ways(assessment, rulebook, tier, on, worth).sets


def _ways(assessment: Assessment, rulebook: Rulebook, tier: TierId, on: date, worth: Worth | None = None) -> Ways:
    book = compiled(rulebook)
    facts = Facts(assessment, book.ground, on)
    open_groups = [
        group for group in groups_of(goals_of(book, tier)) if any(goal.truth(facts) is not True for goal in group)
    ]
    if not open_groups:
        return Ways(())
    families = []
    smallest = True
    for group in open_groups:
        ways = _ways_for(group, assessment, book, on, _MOST_WEIGHED if worth else MOST_SETS)
        family = ways.sets
        if not family:
            return Ways(())
        if worth is not None:
            family = tuple(sorted(family, key=lambda items: (len(items), worth(items))))[:MOST_SETS]
        families.append(family)
        smallest = smallest and ways.smallest
    return Ways(tuple(smallest_joined(families, MOST_SETS)), smallest)


def _ways_for(group: tuple[OpenGoal, ...], assessment: Assessment, book: CompiledRulebook, on: date, most: int) -> Ways:
    if all(is_about_maturity(goal) for goal in group):
        return Ways(maturity_sets(group, assessment, book, on, most))
    return smallest_sets(group, assessment, book, on, most)


class MissingSets(Missing):
    """The missing sets of every tier not yet reached; each tier is worked out when it is first read."""

    def __init__(self, assessment: Assessment, rulebook: Rulebook, tiers: tuple[TierId, ...], on: date) -> None:
        """Remembers what is needed to work the sets out later."""
        self._assessment = assessment
        self._rulebook = rulebook
        self._tiers = tiers
        self._on = on
        self._ways: dict[TierId, Ways] = {}

    def __getitem__(self, tier: TierId) -> Sets:
        """Returns the sets for one tier.

        Raises:
            KeyError: when the tier is reached already or unknown.
        """
        return self._of(tier).sets

    def remark(self, tier: TierId) -> Sentence | None:
        """Returns what the sets of a tier do not say.

        Raises:
            KeyError: when the tier is reached already or unknown.
        """
        ways = self._of(tier)
        if not ways.sets:
            return sentence(
                N_(
                    "The program knows no answers that would close this tier: an open condition rests on a rule that is not public, on what was marked as not applicable, or on a figure that it cannot work back from. Look at the open conditions one by one."
                )
            )
        if not ways.smallest:
            return sentence(
                N_(
                    "These rules leave too many ways to search all of them: the answers listed close the tier and none of them can be spared, but fewer may be enough."
                )
            )
        return None

    def _of(self, tier: TierId) -> Ways:
        if tier not in self._tiers:
            raise KeyError(tier)
        if tier not in self._ways:
            self._ways[tier] = _ways(self._assessment, self._rulebook, tier, self._on)
        return self._ways[tier]

    def __iter__(self) -> Iterator[TierId]:
        return iter(self._tiers)

    def __len__(self) -> int:
        return len(self._tiers)
