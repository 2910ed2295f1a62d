"""Commands about parts of a case: `share`, `share-import`, `walkround`."""

from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.files import write_bytes
from models.language import N_, Sentence, counted, sentence
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.assessment import AnswerId, Value
    from models.rulebook import Rulebook
    from models.sharing import CasePart, Merged, Side
    from ui.command_line.terminal import Terminal

_ALL = "all"


def add(commands: Commands) -> None:
    """Adds this group's commands."""
    kinds = commands.kinds
    share = commands.add(
        "share", N_("write a part of a case for a colleague, as a workbook or a file for Zhijie"), _share, True
    )
    share.add_argument("case", type=kinds.path, metavar="CASE.json")
    _add_section(share, commands)
    commands.out(share, "OUT.xlsx|OUT.json")
    share.add_argument(
        "--for", dest="meant_for", default="", metavar="NAME", help=commands.say(N_("the colleague who answers it"))
    )
    share.add_argument(
        "--by", dest="shared_by", default="", metavar="NAME", help=commands.say(N_("who hands it out or fills it in"))
    )
    share.add_argument(
        "--blind",
        action="store_true",
        help=commands.say(N_("leave the answers out, for a second opinion; on import, only differences are shown")),
    )
    share.add_argument(
        "--answers-to",
        type=kinds.path,
        metavar="PART.json",
        help=commands.say(N_("answer this part, which a colleague sent, from the case")),
    )

    take = commands.add("share-import", N_("merge a part that came back into its case, answer by answer"), _take, True)
    take.add_argument("case", type=kinds.path, metavar="CASE.json")
    take.add_argument("file", type=kinds.path, metavar="FILE")
    commands.out(take, "OUT.json")
    take.several(
        "--take",
        metavar="ID|all",
        help=commands.say(
            N_("where both sides differ, take the file's answer to this question; all for every one; may be repeated")
        ),
    )

    walk = commands.add(
        "walkround", N_("write a sheet to print and carry, with QR codes, boxes and lines, as PDF"), _walk, True
    )
    walk.add_argument("case", type=kinds.path, metavar="CASE.json")
    _add_section(walk, commands)
    commands.out(walk, "OUT.pdf")
    walk.add_argument(
        "--for", dest="meant_for", default="", metavar="NAME", help=commands.say(N_("the colleague who answers it"))
    )
    walk.add_argument("--blind", action="store_true", help=commands.say(N_("do not mark the answers given so far")))


def _add_section(command: Parser, commands: Commands) -> None:
    command.several(
        "--section",
        metavar="ID",
        help=commands.say(
            N_(
                "a section or one card, such as scenarios or scenarios.SC10; may be repeated; without it, the whole case"
            )
        ),
    )
    command.add_argument(
        "--asked-of",
        default="",
        metavar="NAME",
        help=commands.say(N_("only what this colleague is to be asked, as noted under “ask someone”")),
    )


def _share(options: Namespace, context: Context) -> int:
    from models.sharing import answered
    from models.sharing.part import cards_of
    from reports.acts.sharing import ENDINGS, ShareOrder, part_of, read_shared, write_shared

    terminal, library = context.terminal, context.library()
    check_ending(options.out, *ENDINGS)
    check_places([options.out], [options.case, options.answers_to])
    if options.answers_to is not None and (options.section or options.blind):
        raise WrongUsage(
            problem=sentence(
                N_("“--answers-to” answers the questions of that part; “--section” and “--blind” choose others.")
            )
        )
    assessment = context.assessment(options.case, library)
    rulebook = library.rulebook(assessment.rulebook, assessment.overlays)
    now = datetime.now().astimezone()
    if options.answers_to is not None:
        received = read_shared(options.answers_to, rulebook)
        part = answered(received, assessment, options.shared_by, now.isoformat(timespec="seconds"))
    else:
        order = ShareOrder(
            picks=tuple(options.section),
            asked_of=options.asked_of,
            shared_by=options.shared_by,
            meant_for=options.meant_for or options.asked_of,
            blind=options.blind,
            language=context.report_language,
        )
        part = part_of(assessment, rulebook, order, now)
    write_shared(options.out, part, rulebook)
    cards = cards_of(part, rulebook)
    terminal.answer(
        {"out": str(options.out), "questions": len(part.asked), "answered": len(part.answers), "cards": len(cards)}
    )
    terminal.tell(N_("{path}: {questions}."), path=str(options.out), questions=_questions(len(part.asked)))
    return 0


def _walk(options: Namespace, context: Context) -> int:
    from reports.acts.sharing import ShareOrder, part_of, write_walkround

    terminal, library = context.terminal, context.library()
    check_ending(options.out, ".pdf")
    check_places([options.out], [options.case])
    assessment = context.assessment(options.case, library)
    rulebook = library.rulebook(assessment.rulebook, assessment.overlays)
    now = datetime.now().astimezone()
    order = ShareOrder(
        picks=tuple(options.section),
        asked_of=options.asked_of,
        meant_for=options.meant_for or options.asked_of,
        blind=options.blind,
        language=context.report_language,
    )
    part = part_of(assessment, rulebook, order, now)
    write_walkround(options.out, part, rulebook, now)
    terminal.answer({"out": str(options.out), "questions": len(part.asked)})
    terminal.tell(N_("{path}: {questions}."), path=str(options.out), questions=_questions(len(part.asked)))
    return 0


def _questions(count: int) -> Sentence:
    return counted("{count} question", "{count} questions", count=count)


def _take(options: Namespace, context: Context) -> int:
    from models import document
    from models.case import Stamp
    from models.sharing import merge, taken_over
    from reports.acts.sharing import file_time, read_shared

    terminal, library = context.terminal, context.library()
    check_ending(options.out, ".json")
    check_places([options.out], [options.case, options.file])
    assessment = context.assessment(options.case, library)
    rulebook = library.rulebook(assessment.rulebook, assessment.overlays)
    part = read_shared(options.file, rulebook)
    merged = merge(
        assessment, part, rulebook, name=options.file.name, here=Stamp(file_time(options.case), options.case.name)
    )
    chosen = _chosen(options.take, merged)
    result = taken_over(assessment, part, merged, rulebook, chosen)
    write_bytes(options.out, document.write(result))
    terminal.answer(
        _json(part, merged, chosen, rulebook, terminal) | {"out": str(options.out), "version": result.version}
    )
    _tell(part, merged, chosen, rulebook, terminal)
    if result.version != assessment.version:
        terminal.tell(
            N_("Version {old} is frozen and stays as it is; the answers are in version {new}."),
            old=assessment.version,
            new=result.version,
        )
    terminal.tell(N_("Written: {path}"), path=str(options.out))
    return 1 if merged.faults or len(chosen) < len(merged.conflicts) else 0


def _chosen(taken: list[str], merged: "Merged") -> "frozenset[AnswerId]":
    conflicts = frozenset(conflict.answer for conflict in merged.conflicts)
    unknown = [answer for answer in taken if answer != _ALL and answer not in conflicts]
    if unknown:
        raise WrongUsage(
            problem=sentence("“{id}” is not one of the answers in which both sides differ.", id=unknown[0])
        )
    return conflicts if _ALL in taken else frozenset(answer for answer in conflicts if answer in taken)


def _json(
    part: "CasePart", merged: "Merged", chosen: "Collection[AnswerId]", rulebook: "Rulebook", terminal: "Terminal"
) -> dict[str, object]:
    from models.subjects import asked_name
    from reports.payload.canonical import resolved

    def side(given: "Side") -> dict[str, object]:
        return {"value": given.value, "who": given.who, "at": given.at}

    value: dict[str, object] = resolved(
        {
            "case_id": part.head.case_id,
            "case": part.head.case_number,
            "filled_by": part.filled_by,
            "filled_at": part.filled_at,
            "blind": part.head.blind,
            "changed": [
                {
                    "answer": each.answer,
                    "question": asked_name(rulebook, each.answer),
                    "old": each.old,
                    "new": each.new,
                }
                for each in merged.changed
            ],
            "conflicts": [
                {
                    "answer": each.answer,
                    "question": asked_name(rulebook, each.answer),
                    "base": each.base,
                    "here": side(each.here),
                    "there": side(each.there),
                    "kept": "there" if each.answer in chosen else "here",
                }
                for each in merged.conflicts
            ],
            "agreed": merged.agreed,
            "unchanged": merged.same,
            "faults": [{"where": fault.where, "what": fault.what} for fault in merged.faults],
            "remarks": [{"answer": remark.answer, "text": remark.text} for remark in part.remarks],
            "notes": part.notes,
        },
        terminal.language,
    )
    return value


def _tell(
    part: "CasePart", merged: "Merged", chosen: "Collection[AnswerId]", rulebook: "Rulebook", terminal: "Terminal"
) -> None:
    from models.subjects import asked_name

    terminal.tell(
        N_("{changed} changed, {conflicts} in which both sides differ, {same} without anything new."),
        changed=counts.answers(len(merged.changed)),
        conflicts=counts.answers(len(merged.conflicts)),
        same=_questions(merged.same + len(merged.agreed)),
    )
    for note in part.notes:
        terminal.say(note)
    for each in merged.changed:
        terminal.tell(
            N_("  {question}: {old} → {new}"),
            question=asked_name(rulebook, each.answer),
            old=_words(each.old, each.answer, rulebook),
            new=_words(each.new, each.answer, rulebook),
        )
    for conflict in merged.conflicts:
        terminal.tell(
            N_("  Both differ — {question} ({id})"), question=asked_name(rulebook, conflict.answer), id=conflict.answer
        )
        for side, mark in ((conflict.here, N_("in the case")), (conflict.there, N_("in the file"))):
            kept = (side is conflict.there) == (conflict.answer in chosen)
            message = N_("    {side}, kept: {value} ({who}, {at})") if kept else N_("    {side}: {value} ({who}, {at})")
            terminal.tell(
                message,
                side=sentence(mark),
                value=_words(side.value, conflict.answer, rulebook),
                who=side.who or sentence(N_("name not given")),
                at=side.at[:16].replace("T", " ") or sentence(N_("time not known")),
            )
    for fault in merged.faults:
        terminal.tell(N_("  Not taken — {where}: {what}"), where=fault.where or "/", what=fault.what)
    for remark in part.remarks:
        terminal.tell(
            N_("  Remark — {question}: {text}"), question=asked_name(rulebook, remark.answer), text=remark.text
        )
    if len(chosen) < len(merged.conflicts):
        terminal.tell(N_("The case keeps its own answer where both differ; --take ID or --take all takes the file's."))


def _words(value: "Value | None", answer: "AnswerId", rulebook: "Rulebook") -> object:
    from reports.payload.wording import value_text

    return sentence(N_("no answer")) if value is None else value_text(value, rulebook.questions.get(answer))
