"""What every part of the workspace needs: the folder, the open database, the clock, who is at work."""

import json
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.assessment import Assessment
from models.case import Stamp
from models.storage.evidence import ContentStore
from models.storage.lock import FolderLock
from models.workspace.settings import Settings

if TYPE_CHECKING:
    # At run time these come when a workspace is opened: SQLAlchemy takes longer to load than the window to paint.
    from models.evaluation import Evaluation
    from models.packs.library import Library
    from models.rulebook import Rulebook
    from models.storage.errors import StorageError
    from models.storage.file.database import Database
    from models.storage.repository import Repository

Clock = Callable[[], datetime]
"""Returns the present time with its zone."""

DEFAULT_RULEBOOK = "national-2025"
_SETTINGS = "settings"
_NUMBER_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def local_clock() -> datetime:
    """Returns the present time in this computer's zone."""
    return datetime.now().astimezone()


class Core:
    """The open data folder; `Workspace` adds what can be done with it."""

    def __init__(self, folder: Path, database: "Database", lock: FolderLock | None, clock: Clock) -> None:
        self.folder = folder
        self._database = database
        self._folder_lock = lock
        self._clock = clock
        self._evidence = ContentStore(folder / "evidence")
        self._reports = ContentStore(folder / "reports")
        self._files = threading.Lock()
        """Held while a file is taken in and named in the tables, so that clearing away never takes it in between."""
        self._copying = threading.Lock()
        """Held while a copy of everything is made: one at a time."""
        self._settings = self._read_settings()

    @cached_property
    def library(self) -> "Library":
        """The rulebooks, overlays and catalogues: those that ship and those installed in this folder."""
        from models.packs.library import Library

        return Library(self.folder)

    @property
    def refusal(self) -> "StorageError | None":
        """Why nothing can be written, where the folder was opened to be read alone; every change raises it."""
        return self._database.refusal

    def _reading(self) -> AbstractContextManager["Repository"]:
        return self._database.reading()

    def _writing(self) -> AbstractContextManager["Repository"]:
        return self._database.writing()

    def _read_settings(self) -> Settings:
        # Kept in memory: every save asks for the author, and nobody else writes here.
        with self._reading() as repository:
            text = repository.preferences.setting(_SETTINGS)
        raw: dict[str, str] = json.loads(text) if text else {}
        return Settings(**{name: raw[name] for name in ("language", "role", "person", "theme") if name in raw})

    def settings(self) -> Settings:
        """Returns what the person chose; the defaults before the first choice. Thread-safe."""
        return self._settings

    def save_settings(self, settings: Settings) -> None:
        """Keeps what the person chose. Thread-safe."""
        chosen = {
            "language": settings.language,
            "role": settings.role,
            "person": settings.person,
            "theme": settings.theme,
        }
        with self._writing() as repository:
            repository.preferences.set({_SETTINGS: json.dumps(chosen, ensure_ascii=False)})
        self._settings = settings

    def _stamp(self) -> Stamp:
        return Stamp(self._clock(), self.settings().who)

    def rulebook(self, rulebook: str = DEFAULT_RULEBOOK, overlays: Sequence[str] = ()) -> "Rulebook":
        """Returns a national edition with local rules on top. Thread-safe.

        Raises:
            UnknownPack: when one of them is not installed.
        """
        return self.library.rulebook(rulebook, tuple(overlays))

    def evaluate(self, assessment: Assessment) -> "Evaluation":
        """Returns what the rules that the assessment names say of its answers today. Thread-safe; nothing is saved.

        Raises:
            UnknownPack: when a rulebook or overlay that it names is not installed.
        """
        from models.evaluator import evaluate

        return evaluate(assessment, self.rulebook(assessment.rulebook, assessment.overlays), self._clock().date())

    def new_number(self) -> str:
        """Returns a case number that is not taken here and hardly anywhere: the date and four letters or digits."""
        with self._reading() as repository:
            taken = set(repository.cases.numbers())
        day = f"{self._clock():%Y%m%d}"
        while True:
            number = f"ZJ-{day}-{''.join(secrets.choice(_NUMBER_LETTERS) for _ in range(4))}"
            if number not in taken:
                return number
