"""The command about the SME digital level: `sme-level`."""

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from models.language import N_, Text, counted
from ui.command_line.cases.assessing import add_overlay, chosen_overlays
from ui.command_line.command import Commands, Context
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.assessment import AnswerId
    from models.digital_level import Account
    from models.digital_level.crosswalk import ImpliedAnswer
    from models.rulebook import Rulebook


def add(commands: Commands) -> None:
    """Adds this group's command."""
    command = commands.add(
        "sme-level",
        N_("show the SME digital level (2024 scheme): points, level, what is missing, and which answers it fills in"),
        _sme_level,
        json=True,
    )
    command.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(command, commands)
    command.add_argument(
        "--on",
        type=commands.kinds.day,
        metavar="DATE",
        help=commands.say(
            N_("the day on which it is looked at; a test older than a year fills nothing in (default: today)")
        ),
    )


def _sme_level(options: Namespace, context: Context) -> int:
    from models.digital_level import account_of
    from models.packs.crosswalk import shipped_crosswalk
    from models.packs.digital_level import shipped_scheme
    from reports.digital_level import account_json

    terminal, library = context.terminal, context.library()
    today = options.on or date.today()
    assessment = context.assessment(options.case, library)
    rulebook = library.rulebook(assessment.rulebook, chosen_overlays(options, library) or assessment.overlays)
    account = account_of(assessment, rulebook, shipped_scheme(), shipped_crosswalk(), today)
    terminal.answer(account_json(account, rulebook, terminal.language))
    _tell(account, rulebook, terminal)
    return 0


def _tell(account: "Account", rulebook: "Rulebook", terminal: Terminal) -> None:
    from reports.digital_level import missing_text

    result = account.result
    terminal.tell(N_("{name}, {number}"), name=result.scheme.name, number=result.scheme.number)
    terminal.say(result.level_text)
    terminal.say(result.points_text)
    terminal.tell(N_("{done} of {all} questions and scenes are answered."), done=result.answered, all=result.asked)
    for short in result.missing:
        terminal.say(Text(f"  {missing_text(short).text('zh')}", f"  {missing_text(short).text('en')}"))
        raisable = tuple(each.scene.name for each in short.below)
        if raisable:
            terminal.tell(N_("    Scenes that are lower: {scenes}"), scenes=raisable)
        if short.open:
            terminal.tell(N_("    Not answered: {scenes}"), scenes=tuple(each.scene.name for each in short.open))
    for said in result.contradictions:
        terminal.tell(N_("  Does not fit together: {what}"), what=said)
    _tell_conflicts(account, terminal)
    _tell_carrying(account, rulebook, terminal)
    terminal.say()
    for statement in result.scheme.about:
        terminal.tell(N_("{text} ({mark})"), text=statement.text, mark=statement.confidence.text(terminal.language))


def _tell_conflicts(account: "Account", terminal: Terminal) -> None:
    result = account.result
    terminal.say()
    if result.holds_by_every_source:
        terminal.tell(N_("Where the sources differ, the level is the same by each of them:"))
    else:
        terminal.tell(N_("The sources differ, and the level depends on it:"))
    read = {each.conflict.id: each for each in result.readings}
    for conflict in result.scheme.conflicts:
        terminal.tell(N_("  · {text}"), text=conflict.text)
        other = read.get(conflict.id)
        if other is not None and (other.level_low, other.level_high) != (result.level_low, result.level_high):
            terminal.tell(
                N_("    Read the other way: {low} to {high}"),
                low=result.scheme.level_name(other.level_low),
                high=result.scheme.level_name(other.level_high),
            )


def _tell_carrying(account: "Account", rulebook: "Rulebook", terminal: Terminal) -> None:
    terminal.say()
    if account.too_old:
        terminal.tell(N_("The test is older than a year: nothing is filled in from it."))
    if account.takeable:
        terminal.say(
            counted(
                "It would fill in {count} answer of the ladder, as a guess to be confirmed:",
                "It would fill in {count} answers of the ladder, as guesses to be confirmed:",
                count=len(account.takeable),
            )
        )
        terminal.table(_offer(offer, rulebook) for offer in account.takeable)
    if account.filled:
        terminal.tell(N_("Filled in from it and not confirmed: {count}"), count=len(account.filled))
    if account.known:
        terminal.tell(N_("Your answers already say of its questions:"))
        for each in account.known:
            terminal.tell(
                N_("  · {part} {said}: {state}. {why}."),
                part=each.part,
                said=each.said,
                state=each.state.word,
                why=each.why,
            )


def _offer(offer: "ImpliedAnswer", rulebook: "Rulebook") -> tuple[object, ...]:
    question = rulebook.questions[offer.answer]
    value = next((text for choice, text in question.choices if choice == offer.value), offer.value)
    return (", ".join(offer.parts), _short(offer.answer, rulebook), value, offer.why)


def _short(answer: "AnswerId", rulebook: "Rulebook") -> Text:
    question = rulebook.questions[answer]
    return Text(f"{question.group} {question.short.zh}", f"{question.group} {question.short.en}")
