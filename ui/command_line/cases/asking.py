"""The command about what to ask next: `questions`."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from models import counts
from models.language import N_, Text
from models.rulebook import TIER_IDS
from models.typed import as_typed
from ui.command_line.cases.assessing import add_overlay, evaluated
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.evaluation import Evaluation
    from models.interview import Interview, NextQuestion


def add(commands: Commands) -> None:
    """Adds this group's command."""
    command = commands.add(
        "questions",
        N_("show which questions still decide the next tier, the best one first, with how many and how long"),
        _questions,
        json=True,
    )
    command.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(command, commands)
    command.add_argument(
        "--target",
        choices=TIER_IDS,
        metavar="TIER",
        help=commands.say(N_("the highest tier to decide: basic, advanced, excellent or leading; without it, all")),
    )
    command.add_argument(
        "--first",
        action="store_true",
        help=commands.say(N_("the ten questions that narrow the ladder soonest, for a first range")),
    )
    command.add_argument(
        "--on",
        type=commands.kinds.day,
        metavar="DATE",
        help=commands.say(N_("the day for which the rules are asked, such as 2026-11-30; without it, today")),
    )


def _questions(options: Namespace, context: Context) -> int:
    from models.interview import first_look, interview, left_open

    evaluation = evaluated(options, context)
    passed = left_open(evaluation.assessment, evaluation.rulebook)
    state = first_look(evaluation, 0, passed) if options.first else interview(evaluation, passed, options.target)
    context.terminal.answer(_json(state, evaluation, context.terminal))
    _tell(state, evaluation, context.terminal)
    return 0


def _json(state: "Interview", evaluation: "Evaluation", terminal: Terminal) -> dict[str, Any]:
    from models.interview import stopping

    return {
        "outcome": state.outcome.value,
        "target": state.target,
        "reached": state.reached,
        "possible": state.possible,
        "questions_left": state.questions_left,
        "minutes_left": state.minutes_left,
        "not_met": [result.condition.id for result in stopping(evaluation)],
        "questions": [_step_json(step, evaluation, terminal) for step in state.steps],
    }


def _step_json(step: "NextQuestion", evaluation: "Evaluation", terminal: Terminal) -> dict[str, Any]:
    from models.interview import proposals

    asked = [evaluation.rulebook.questions[answer] for answer in step.answers]
    known = proposals(evaluation.assessment, evaluation.rulebook, evaluation.day, step.answers)
    return {
        "section": step.section,
        "group": step.group,
        "counts_as": step.questions,
        "decides": step.condition,
        "instead": list(step.instead),
        "answers": [
            {
                "id": question.id,
                "kind": question.kind.value,
                "question": question.label.text(terminal.language),
                "choices": [choice for choice, _words in question.choices],
            }
            for question in asked
        ],
        "proposed": [{"id": each.answer, "value": as_typed(each.value), "from": list(each.sources)} for each in known],
    }


def _tell(state: "Interview", evaluation: "Evaluation", terminal: Terminal) -> None:
    from models.interview import far, left, left_open, standing, stopping, to_the_top

    rulebook = evaluation.rulebook
    above = far(to_the_top(evaluation, left_open(evaluation.assessment, rulebook)), rulebook)
    terminal.say(terminal.words(standing(state, rulebook)))
    terminal.say(terminal.words(left(state, rulebook)))
    if above is not None:
        terminal.say(terminal.words(above))
    for result in stopping(evaluation):
        terminal.tell(N_("  Not met: {condition}: {reason}"), condition=result.condition.text, reason=result.reason)
    for number, step in enumerate(state.steps, 1):
        first = rulebook.questions[step.answers[0]].label
        more = len(step.answers) - 1
        if more:
            terminal.tell(
                N_("  {number}. {question} (and {more} on the same page)"),
                number=number,
                question=first,
                more=counts.answers(more),
            )
        else:
            terminal.say(Text(f"  {number}. {first.zh}", f"  {number}. {first.en}"))
