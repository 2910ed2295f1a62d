"""The command that puts two versions side by side: `compare`."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from models import counts
from models.language import N_, Sentence, Text, sentence
from reports.brief import tier_text
from ui.command_line.cases.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context

if TYPE_CHECKING:
    from models.assessment import AnswerId, Value
    from models.evaluation import Evaluation, EvaluationChange
    from ui.command_line.terminal import Terminal


def add(commands: Commands) -> None:
    """Adds this group's command."""
    kinds = commands.kinds
    command = commands.add(
        "compare",
        N_("show two versions of a case answer by answer, and the conditions and tiers that changed with them"),
        _compare,
        json=True,
    )
    command.add_argument("old", type=kinds.path, metavar="OLD.json")
    command.add_argument("new", type=kinds.path, metavar="NEW.json")
    add_overlay(command, commands)
    command.add_argument(
        "--on",
        type=kinds.day,
        metavar="DATE",
        help=commands.say(N_("the day for which the rules are asked, such as 2026-11-30; without it, today")),
    )


def _compare(options: Namespace, context: Context) -> int:
    from models.evaluator import compare

    terminal, library = context.terminal, context.library()
    day: date | None = options.on
    old, new = (
        evaluated(Namespace(case=path, overlay=options.overlay, on=day), context, library)
        for path in (options.old, options.new)
    )
    change = compare(old, new)
    terminal.answer(_json(old, new, change, terminal))
    _tell(old, new, change, terminal)
    return 0


def _json(old: "Evaluation", new: "Evaluation", change: "EvaluationChange", terminal: "Terminal") -> dict[str, object]:
    from reports.payload import change_json
    from reports.payload.canonical import resolved

    with_conditions: dict[str, list[str]] = {}
    for condition in change.conditions:
        for answer in condition.answers:
            with_conditions.setdefault(answer.answer, []).append(condition.condition.id)
    value = change_json(change, terminal.language)
    value["old"], value["new"] = (_head(evaluation) for evaluation in (old, new))
    value["same_case"] = _same_case(old, new)
    value["answers"] = [
        {
            "answer": each.answer,
            "question": terminal.words(_asked(old, new, each.answer)),
            "before": resolved(each.before, terminal.language),
            "after": resolved(each.after, terminal.language),
            "before_text": terminal.words(_words(each.before, each.answer, old)),
            "after_text": terminal.words(_words(each.after, each.answer, new)),
            "conditions": with_conditions.get(each.answer, []),
        }
        for each in change.answers
    ]
    before = {tier.tier.id: tier.status.value for tier in old.tiers}
    value["tiers"] = [
        {"id": tier.tier.id, "before": before.get(tier.tier.id), "after": tier.status.value}
        for tier in new.tiers
        if before.get(tier.tier.id) != tier.status.value
    ]
    return value


def _head(evaluation: "Evaluation") -> dict[str, object]:
    from models.evaluator import key_figures

    assessment, figures = evaluation.assessment, key_figures(evaluation)
    return {
        "reached": figures.reached,
        "possible": figures.possible,
        "score": None if figures.score is None else [float(bound) for bound in figures.score],
        "met": figures.met,
        "proven": figures.proven,
        "conditions": figures.conditions,
        "case": assessment.case_number,
        "case_id": assessment.case_id,
        "version": assessment.version,
        "rulebook": assessment.rulebook,
        "overlays": list(assessment.overlays),
    }


def _same_case(old: "Evaluation", new: "Evaluation") -> bool:
    first, second = old.assessment, new.assessment
    if first.case_id and second.case_id:
        return first.case_id == second.case_id
    return first.case_number == second.case_number


def _asked(old: "Evaluation", new: "Evaluation", answer: "AnswerId") -> Text | Sentence:
    from models.subjects import asked_name

    book = new.rulebook if answer in new.rulebook.questions else old.rulebook
    return asked_name(book, answer)


def _words(value: "Value | None", answer: "AnswerId", evaluation: "Evaluation") -> Text | Sentence:
    from reports.payload.wording import value_text

    if value is None:
        return sentence(N_("no answer"))
    return value_text(value, evaluation.rulebook.questions.get(answer))


def _tell(old: "Evaluation", new: "Evaluation", change: "EvaluationChange", terminal: "Terminal") -> None:
    from models.evaluator import key_figures

    if not _same_case(old, new):
        terminal.tell(
            N_("These are two cases: {old} and {new}."),
            old=old.assessment.case_number,
            new=new.assessment.case_number,
        )
    terminal.tell(
        N_("Reached: {before} → {after}; possible: {possible_before} → {possible_after}."),
        before=tier_text(old.rulebook, change.reached_before),
        after=tier_text(new.rulebook, change.reached_after),
        possible_before=tier_text(old.rulebook, change.possible_before),
        possible_after=tier_text(new.rulebook, change.possible_after),
    )
    before, after = key_figures(old), key_figures(new)
    terminal.tell(
        N_(
            "Conditions met: {before} of {of_before} → {after} of {of_after}; with proof: {proven_before} → {proven_after}."
        ),
        before=before.met,
        of_before=before.conditions,
        after=after.met,
        of_after=after.conditions,
        proven_before=before.proven,
        proven_after=after.proven,
    )
    terminal.say(change.summary)
    terminal.tell(N_("{answers} differ:"), answers=counts.answers(len(change.answers)))
    for answer in change.answers:
        terminal.tell(
            N_("  {question}: {old} → {new}"),
            question=_asked(old, new, answer.answer),
            old=_words(answer.before, answer.answer, old),
            new=_words(answer.after, answer.answer, new),
        )
    for condition in change.conditions:
        terminal.say("  · " + terminal.words(condition.sentence))
