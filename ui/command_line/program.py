"""The table of commands: parses the arguments, runs one command, turns every error into one sentence."""

import json
import os
import shutil
import subprocess
import sys
import traceback
from argparse import SUPPRESS
from collections.abc import Sequence
from pathlib import Path

import resources
from models.errors import ApplicationError, UnwritableFile, WrongUsage, handles_told, reason
from models.language import LANGUAGES, N_, Language, sentence, translate
from ui.command_line import encrypting, moving, packs, safekeeping, updating
from ui.command_line.arguments import Kinds, Parser, chosen_language, speak, system_language
from ui.command_line.cases import asking, assessing, comparing, digital, papers, sharing
from ui.command_line.command import Commands, Context
from ui.command_line.keys import certificates, identities, trusting
from ui.command_line.papers import exchanging, mailing, region, replies, reporting, signing, store, verifying
from ui.command_line.plans import handouts, planning, progress
from ui.command_line.screen import WindowWanted, lacking, only_settings
from ui.command_line.terminal import Terminal, speak_utf8
from ui.command_line.whole_job import demonstration

INTERRUPTED = 130
PIPE_CLOSED = 141
FAULT = 70
"""What BSD's sysexits call an internal software error; no answer of ours has it."""


def parser(language: Language) -> Parser:
    """Returns the parser of the whole command line, its help in `language`."""
    speak(language)

    def say(message: str) -> str:
        return translate(message, language)

    kinds = Kinds(language)
    shared = Parser(add_help=False)
    shared.add_argument(
        "--data", type=kinds.path, default=SUPPRESS, metavar="DIR", help=say(N_("use another data folder"))
    )
    shared.add_argument(
        "--data-passphrase-file",
        type=kinds.path,
        default=SUPPRESS,
        metavar="FILE",
        help=say(
            N_(
                "file whose first line is the passphrase or recovery key of an encrypted data folder or backup; else ZHIJIE_PASSPHRASE, or you are asked"
            )
        ),
    )
    shared.add_argument("--lang", choices=LANGUAGES, default=SUPPRESS, help=say(N_("language of messages and reports")))
    shared.add_argument(
        "--debug", action="store_true", default=SUPPRESS, help=say(N_("show where in the program an error occurred"))
    )
    whole = Parser(
        prog="python main.py",
        parents=[shared],
        description=say(
            N_(
                "Zhijie: where a factory stands on the ladder of intelligent factories, what it lacks for the next tier, and the cheapest way there. Without a command, the window opens. The network is used only when you ask to send an e-mail or fetch a timestamp."
            )
        ),
        epilog=say(
            N_(
                "Exit codes: 0 done (verify: every file is valid); 1 the answer is no: an invalid document, a plan that does not reach its tier, a file that was changed or cannot be verified; 2 wrong usage or unreadable input; 70 a fault in Zhijie itself; 130 stopped with Ctrl+C; 141 the reader of the output has gone. With --json, standard output carries one JSON value and nothing else; for an error, that value is an object with “error”, “message” and “exit_code”."
            )
        ),
    )
    whole.add_argument(
        "--version",
        action="version",
        version=f"Zhijie {resources.version()}",
        help=say(N_("show the version and exit")),
    )
    table = whole.add_subparsers(dest="command", metavar=say(N_("COMMAND")), required=True, parser_class=Parser)
    commands = Commands(table, shared, kinds, language)
    for group in (
        demonstration,
        assessing,
        asking,
        digital,
        papers,
        sharing,
        comparing,
        planning,
        progress,
        handouts,
        reporting,
        signing,
        mailing,
        identities,
        certificates,
        verifying,
        replies,
        exchanging,
        region,
        store,
        trusting,
        packs,
        safekeeping,
        encrypting,
        moving,
        updating,
    ):
        group.add(commands)
    return whole


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code; every error a person may meet becomes one sentence.

    With `--json` an error is one JSON value on standard output, too: `error` (its code), `message`, `exit_code`.

    Args:
        arguments: the words after `python main.py`; none means that a window was wanted where there is no screen.
    """
    speak_utf8()
    asked = chosen_language(arguments)
    language = asked or system_language()
    try:
        code = _answer(arguments, asked, language)
        sys.stdout.flush()
    except OSError as error:
        return _output_refused(error, language)
    return code


def without_window(wanted: WindowWanted) -> int | None:
    """Says what of the system a window lacks, where nobody may look at a terminal too, and returns the exit code.

    Returns:
        None when nothing is lacking.
    """
    packages = lacking()
    if not packages:
        return None
    speak_utf8()
    language = wanted.language or system_language()
    text = sentence(
        N_(
            "Zhijie cannot open its window: this system lacks libraries. Your data was not touched; please ask an administrator to run this once: {command}"
        ),
        command=f"sudo apt install {' '.join(packages)}",
    ).text(language)
    print(text, file=sys.stderr)
    for words in (["zenity", "--error", "--text", text], ["kdialog", "--error", text], ["xmessage", text]):
        tool = shutil.which(words[0])
        if tool is not None:
            subprocess.run([tool, *words[1:]], check=False)
            break
    return 2


def _answer(arguments: Sequence[str], asked: Language | None, language: Language) -> int:
    """Returns the exit code of one command; only what standard output refuses is still raised."""

    def explain(text: str, kind: str, code: int) -> int:
        if "--debug" in arguments:
            traceback.print_exc()
        if "--json" in arguments:
            print(json.dumps({"error": kind, "message": text, "exit_code": code}, ensure_ascii=False))
        print(text, file=sys.stderr)
        return code

    try:
        with handles_told():
            return _run(arguments, asked, language)
    except ApplicationError as error:
        return explain(error.text(language), error.code, error.exit_code)
    except resources.MissingResource as error:
        missing = sentence(
            N_("This installation is damaged: {name} is missing. Your data was not touched; please reinstall Zhijie."),
            name=error.name,
        )
        return explain(missing.text(language), "damaged_installation", 2)
    except KeyboardInterrupt:
        stopped = sentence(N_("Stopped. Everything saved before is safe; nothing half-written was left behind."))
        print(stopped.text(language), file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # the last place where a fault of ours can become a sentence
        if isinstance(error, OSError) and _output_is_broken():
            raise
        fault = sentence(
            N_(
                "Zhijie made a mistake of its own and stopped. What was saved before is safe; please call it again with --debug and report what it shows."
            )
        )
        return explain(fault.text(language), "fault", FAULT)


def _output_is_broken() -> bool:
    try:
        # What failed once may have left nothing to flush: only writing again tells.
        print(flush=True)
    except OSError:
        return True
    return False


def _output_refused(error: OSError, language: Language) -> int:
    """Returns the exit code when nothing more can be printed: a reader that has left, a full disk."""
    # Python would complain once more when it closes the stream.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    refused = UnwritableFile(name=sentence(N_("Standard output")), why=reason(error))
    print(refused.text(language), file=sys.stderr)
    return refused.exit_code


def _run(arguments: Sequence[str], asked: Language | None, language: Language) -> int:
    words = list(arguments)
    if only_settings(words):
        Terminal(language).tell(
            N_(
                "There is no screen here, so the sample factory goes through the whole job instead of the window opening."
            )
        )
        words.append("demo")
    options = parser(language).parse_args(words)
    data: Path | None = getattr(options, "data", None)
    if data is not None and data.exists() and not data.is_dir():
        raise WrongUsage(problem=sentence("{name} is a file; --data needs a folder.", name=data.name))
    terminal = Terminal(language, json=getattr(options, "json", False))
    context = Context(
        terminal=terminal,
        asked_language=asked,
        data=data,
        passphrase_file=getattr(options, "data_passphrase_file", None),
    )
    code: int = options.work(options, context)
    return code
