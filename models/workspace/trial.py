"""A pack tried against the cases that are here, before it is installed: what it asks differently, and which cases that moves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.assessment import Assessment
from models.errors import ApplicationError
from models.evaluation import EvaluationChange
from models.evaluator import compare, evaluate
from models.evaluator.rule_change import rule_changes
from models.language import N_, Sentence, Text, sentence
from models.packs.change import PackChange
from models.packs.library import EmptyEdition, Library
from models.rulebook import PackInfo, TierId


@dataclass(frozen=True, slots=True)
class CaseTrial:
    """One case under the rules as they are and as they would be."""

    number: str
    enterprise: str
    chosen: bool
    """Whether the case uses the pack; else it is tried as if it did."""
    tiers: Mapping[TierId, Text]
    change: EvaluationChange
    problems: tuple[Sentence, ...] = ()
    """What divides by zero under the rules as they would be and does not now: a quantity or a rule, by name."""

    @property
    def moved(self) -> bool:
        """Whether anything comes out differently."""
        return bool(self.change.conditions or self.problems) or self.change.reached_before != self.change.reached_after

    @property
    def sentence(self) -> Sentence:
        """Who it is, and what would be different."""
        message = N_("{name}: reaches {before} now, {after} then; conditions that change: {conditions}")
        if not self.chosen:
            message = N_(
                "{name}, if it chose these rules: reaches {before} now, {after} then; conditions that change: {conditions}"
            )
        return sentence(
            message,
            name=self.enterprise or self.number,
            before=self._tier(self.change.reached_before),
            after=self._tier(self.change.reached_after),
            conditions=len(self.change.conditions),
        )

    @property
    def named_problems(self) -> tuple[Sentence, ...]:
        """Its problems, with the case in front."""
        return tuple(
            sentence(N_("{name}: {problem}"), name=self.enterprise or self.number, problem=problem)
            for problem in self.problems
        )

    def _tier(self, tier: TierId | None) -> Text | Sentence:
        return sentence(N_("no tier")) if tier is None else self.tiers[tier]


@dataclass(frozen=True, slots=True)
class Trial:
    """What installing a pack would change."""

    pack: PackChange
    words: tuple[Sentence, ...]
    """What is asked otherwise, in words; nothing for measures."""
    cases: tuple[CaseTrial, ...]
    """Those that use the pack, and for local rules those that could."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is asked differently, then how many cases here it moves, then each of them."""
        moved = [case for case in self.cases if case.moved]
        if not self.cases:
            return self.words
        counted = sentence(
            N_("Cases here that these rules concern: {count}; that would come out differently: {moved}."),
            count=len(self.cases),
            moved=len(moved),
        )
        return (*self.words, counted, *(line for case in moved for line in (case.sentence, *case.named_problems)))


def try_pack(change: PackChange, before: Library, after: Library, cases: Iterable[Assessment], on: date) -> Trial:
    """Returns what a pack would change in words and for these cases.

    Args:
        change: of the pack's file against what is here.
        before: the packs as they are.
        after: the same with the file's pack beside, see `Library.with_pack`.
        cases: the newest versions.
        on: the day of evaluation.
    """
    info = change.pack
    if info.kind == "catalogue":
        return Trial(change, (), ())
    return Trial(change, _words(change, before, after), tuple(_tried(info, before, after, cases, on)))


def _words(change: PackChange, before: Library, after: Library) -> tuple[Sentence, ...]:
    info = change.pack
    try:
        if info.kind == "rulebook":
            if change.installed is None:
                return ()
            return rule_changes(before.rulebook(info.id), after.rulebook(info.id))
        base = after.base_of(info.id)
        former = (str(info.id),) if change.installed is not None else ()
        return rule_changes(before.rulebook(base, former), after.rulebook(base, (info.id,)))
    except EmptyEdition:
        return ()


def _tried(
    info: PackInfo, before: Library, after: Library, cases: Iterable[Assessment], on: date
) -> Iterator[CaseTrial]:
    for assessment in cases:
        chosen = str(info.id) in (assessment.rulebook, *assessment.overlays)
        if not chosen and info.kind == "rulebook":
            continue
        overlays = assessment.overlays if chosen else (*assessment.overlays, str(info.id))
        try:
            old = evaluate(assessment, before.rulebook(assessment.rulebook, assessment.overlays), on)
            new = evaluate(assessment, after.rulebook(assessment.rulebook, overlays), on)
        except ApplicationError:
            # Its own rules are not here, or the local rules lie on another edition: it is not concerned.
            continue
        name = str(assessment.get("enterprise.name") or "")
        tiers = {tier.id: tier.name for tier in new.rulebook.tiers}
        known = {problem.text("en") for problem in old.problems}
        problems = tuple(problem for problem in new.problems if problem.text("en") not in known)
        yield CaseTrial(assessment.case_number, name, chosen, tiers, compare(old, new), problems)
