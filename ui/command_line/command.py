"""The parts of every command: its texts, its settings, and the values that all commands need."""

from argparse import Namespace, _SubParsersAction
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.assessment import Assessment
from models.files import read_bytes
from models.language import N_, Language, translate
from ui.command_line.arguments import Kinds, Parser
from ui.command_line.terminal import Terminal
from ui.command_line.unlocking import may_be_unlocked, unlocked

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with besides its own options."""

    terminal: Terminal
    asked_language: Language | None
    """What `--lang` said; None when it was not given."""
    data: Path | None
    """What `--data` said; None for the default folder."""

    @property
    def report_language(self) -> Language:
        """The language of reports: Chinese unless another was asked for, because the authorities read Chinese."""
        return self.asked_language or "zh"

    passphrase_file: Path | None = None
    """What `--data-passphrase-file` said: the file with the passphrase of an encrypted data folder or backup."""

    @property
    def data_folder(self) -> Path:
        """The folder with the user's database, evidence and lists; where it is encrypted, its passphrase is asked for."""
        return unlocked(self.locked_data_folder, self.terminal, self.passphrase_file)

    @property
    def is_readable(self) -> bool:
        """Whether the data folder is in clear, or there is a passphrase or somebody to ask for it."""
        return may_be_unlocked(self.locked_data_folder, self.passphrase_file)

    @property
    def locked_data_folder(self) -> Path:
        """The same folder, for what is in clear in it: the packs."""
        from models.workspace.folder import data_folder

        return data_folder(self.data)

    def workspace(self, secret: str) -> "Workspace":
        """Opens the data folder by its passphrase or recovery key."""
        from models.workspace import Workspace, sealing

        sealing.unlock(self.locked_data_folder, secret)
        return Workspace.open(self.locked_data_folder)

    def library(self) -> "Library":
        """Returns the packs that shipped and those that the user installed."""
        from models.packs.library import Library

        return Library(self.locked_data_folder)

    def assessment(self, path: Path, library: "Library") -> Assessment:
        """Returns the assessment in a case document."""
        from models import document

        return document.read(read_bytes(path, document.LARGEST_MB), path.name, library)


Work = Callable[[Namespace, Context], int]


@dataclass(frozen=True, slots=True)
class Commands:
    """The table to which each group adds its commands."""

    table: "_SubParsersAction[Parser]"
    shared: Parser
    kinds: Kinds
    language: Language

    def add(self, name: str, help_message: str, work: Work, json: bool = False) -> Parser:
        """Adds a command and returns its parser for more arguments.

        Args:
            name: the word on the command line.
            help_message: one English line, marked with `N_`.
            work: runs the command and returns the exit code.
            json: adds `--json`.
        """
        text = self.say(help_message)
        command = self.table.add_parser(name, help=text, description=text, parents=[self.shared])
        command.set_defaults(work=work)
        if json:
            command.add_argument(
                "--json", action="store_true", help=self.say(N_("print one JSON value; messages go to standard error"))
            )
        return command

    def out(self, command: Parser, metavar: str, *, required: bool = True, help_message: str = "") -> None:
        """Adds `-o`, the file that the command writes.

        Args:
            command: that writes it.
            metavar: its name and ending, or one with each ending that is understood.
            required: whether nothing can be done without it.
            help_message: one English line, marked with `N_`; empty where the command says enough.
        """
        text = self.say(help_message) if help_message else None
        command.add_argument("-o", "--out", type=self.kinds.path, required=required, metavar=metavar, help=text)

    def trust(self, command: Parser) -> None:
        """Adds `--trust`, for papers that are judged by more certificates than those confirmed here."""
        command.several(
            "--trust",
            type=self.kinds.path,
            metavar="CERT.pem",
            help=self.say(N_("trust this certificate, once its code was compared by telephone; may be repeated")),
        )

    def say(self, message: str) -> str:
        """Returns a message in the person's language."""
        return translate(message, self.language)
