"""The command `verify`: one verdict for each file."""

import contextlib
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import counts
from models.errors import UnreadableFile, WrongUsage
from models.language import N_, Text, sentence
from ui.command_line.arguments import tier_name
from ui.command_line.command import Commands, Context
from ui.command_line.papers.signing import (
    add_signing,
    is_half_wanted,
    is_wanted,
    signer,
    signing_inputs,
    tell_signed,
)
from ui.command_line.places import check_ending, check_places
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from reports.verification import LeftOutFile, Verdict, VerificationTask

_SOLVE_S = 120
_MOST_IN_FULL = 4
"""More verdicts than this are shown as a table, one line each."""


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    verify = commands.add(
        "verify", N_("check whether reports and replies are genuine and unchanged"), _verify, json=True
    )
    verify.add_argument(
        "files",
        nargs="+",
        type=kinds.path,
        metavar="FILE.pdf",
        help=say(N_("also folders, letters (.eml, .msg), mailboxes and archives with reports in them")),
    )
    commands.trust(verify)
    verify.add_argument(
        "--note",
        type=kinds.path,
        metavar="NOTE.pdf",
        help=say(N_("save the verdict on one file as a signed note; needs --sign or --token-library")),
    )
    verify.add_argument(
        "--solve", action="store_true", help=say(N_("also solve each report's plan again: is it the best?"))
    )
    verify.add_argument(
        "--solve-limit",
        type=kinds.whole(1, 3600),
        default=_SOLVE_S,
        metavar="S",
        help=say(N_("with --solve: seconds for each plan (120 unless given)")),
    )
    add_signing(verify, commands)


def _verify(options: Namespace, context: Context) -> int:
    from reports.acts.assessor import sign_note
    from reports.verification import Setting, Trust, TrustStore, VerdictKind, verify_many
    from reports.verification.verdict import not_looked_at

    if (options.note is not None) != (is_wanted(options) or is_half_wanted(options)):
        raise WrongUsage(problem=sentence("A note must be signed: use --note NOTE.pdf with --sign or --token-library."))
    if options.note is not None:
        check_ending(options.note, ".pdf")
        check_places([options.note], [*options.files, *options.trust, *signing_inputs(options)])
    trust = Trust.of_files(options.trust) + TrustStore(context.data_folder).trust()
    solve_s = float(options.solve_limit) if options.solve else None
    setting = Setting(trust, datetime.now().astimezone(), context.data_folder, solve_s)
    tasks, left_out, unread = _tasks(options.files)
    if options.note is not None and len(tasks) + len([each for each in left_out if not each.passed_over]) != 1:
        raise WrongUsage(problem=sentence("A note covers exactly one file."))
    terminal = context.terminal

    def on_progress(done: int, all_files: int) -> None:
        if all_files > 1:
            terminal.progress(sentence("Files checked: {done} of {all}", done=done, all=all_files))

    with contextlib.ExitStack() as stack:
        # Before the work, so that a wrong passphrase costs no waiting.
        pen = stack.enter_context(signer(options, context)) if options.note is not None else None
        verdicts = [
            *verify_many(tasks, setting, on_progress=on_progress),
            *(not_looked_at(each.name, each.why, passed_over=each.passed_over) for each in left_out),
        ]
        note = (
            sign_note(next(each for each in verdicts if not each.passed_over), options.note, pen)
            if pen is not None
            else None
        )
    terminal.answer([verdict.json(terminal.language) for verdict in verdicts])
    if len(verdicts) > _MOST_IN_FULL:
        terminal.table((each.name, each.word(terminal.language), each.reason) for each in verdicts)
        _summary(verdicts, terminal)
    else:
        for verdict in verdicts:
            tell_verdict(verdict, terminal)
    if note is not None:
        tell_signed(note, context)
    if unread:
        return UnreadableFile.exit_code
    judged = [verdict for verdict in verdicts if not verdict.passed_over]
    return 0 if judged and all(verdict.kind is VerdictKind.VALID for verdict in judged) else 1


def _tasks(paths: Sequence[Path]) -> "tuple[list[VerificationTask], list[LeftOutFile], bool]":
    """Returns what to verify in files, folders, letters, mailboxes and archives, and what was left out and why.

    Beside others, a path that cannot be read is left out and does not stop them; the last value says that there was one.

    Raises:
        UnreadableFile: when nothing can be read: no path is there, or a folder holds nothing to verify.
    """
    from reports.verification import LeftOutFile, VerificationTask, collect

    tasks: list[VerificationTask] = []
    left_out: list[LeftOutFile] = []
    unread: list[UnreadableFile] = []
    for path in paths:
        try:
            collection = collect(path)
            if not collection.tasks and not collection.left_out:
                raise UnreadableFile(name=str(path), why=sentence("it contains no PDF"))
        except UnreadableFile as error:
            unread.append(error)
            left_out.append(LeftOutFile(str(path), sentence("It could not be read: {why}.", why=error.facts["why"])))
            continue
        # What a file holds is named after it, what a folder holds after the folder.
        place = path if path.is_dir() else path.parent
        tasks += [VerificationTask(str(place / task.name), task.path, task.data) for task in collection.tasks]
        left_out += [replace(each, name=str(place / each.name)) for each in collection.left_out]
    if len(unread) == len(paths):
        raise unread[0]
    return tasks, left_out, bool(unread)


def _tier(verdict: "Verdict", tier: str | None) -> Text | str:
    """Returns a tier's name; a dash where there is none, as in a reply."""
    return "—" if tier is None and (verdict.agrees is None or verdict.document != "report") else tier_name(tier)


def _summary(verdicts: Sequence["Verdict"], terminal: Terminal) -> None:
    """Prints how many files got which verdict."""
    by_verdict = Counter(verdict.word(terminal.language) for verdict in verdicts)
    terminal.tell(
        N_("{files}: {kinds}."),
        files=counts.files(len(verdicts)),
        kinds=[f"{word} {count}" for word, count in by_verdict.most_common()],
    )


def tell_verdict(verdict: "Verdict", terminal: Terminal) -> None:
    """Prints one verdict for people: the word first, then why, then what to do."""
    language = terminal.language
    terminal.say(f"{verdict.name}: {verdict.word(language)}")
    terminal.say(f"  {terminal.words(verdict.reason)}")
    terminal.say(f"  {verdict.advice(language)}")
    for line in verdict.signatures:
        terminal.tell(
            N_("  Signed by {name}, {organisation} ({role}) on {time}; code {code}"),
            name=line.facts.name,
            organisation=line.facts.organisation,
            role=line.role.text(language),
            time=f"{line.time:%Y-%m-%d %H:%M %z}",
            code=line.facts.telephone_code,
        )
    if verdict.case is not None:
        terminal.tell(
            N_("  Case {case}, version {version}; tier printed: {claimed}, worked out again: {recomputed}"),
            case=verdict.case,
            version=verdict.version,
            claimed=_tier(verdict, verdict.claimed_tier),
            recomputed=_tier(verdict, verdict.recomputed_tier),
        )
    for note in verdict.notes:
        terminal.say(f"  {terminal.words(note)}")
