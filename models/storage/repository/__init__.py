"""Rows in, frozen values out: one object for each subject, all over one transaction."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from models.storage.repository.answers import StoredAnswers
from models.storage.repository.cases import StoredCases
from models.storage.repository.evidence import EvidenceRows
from models.storage.repository.mending import Mending
from models.storage.repository.notes import StoredNotes
from models.storage.repository.preferences import StoredPreferences
from models.storage.repository.summaries import StoredSummaries

if TYPE_CHECKING:
    from models.storage.repository.exchange import StoredExchange
    from models.storage.repository.papers import StoredPapers
    from models.storage.repository.plans import StoredPlans


class Repository:
    """The tables by subject, inside one transaction. What the list of cases does not need is loaded when somebody asks."""

    __slots__ = (
        "_connection",
        "answers",
        "cases",
        "evidence",
        "mending",
        "notes",
        "preferences",
        "summaries",
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.cases = StoredCases(connection)
        self.answers = StoredAnswers(connection)
        self.evidence = EvidenceRows(connection)
        self.mending = Mending(connection, self.cases)
        self.notes = StoredNotes(connection)
        self.preferences = StoredPreferences(connection)
        self.summaries = StoredSummaries(connection, self.cases)

    @property
    def exchange(self) -> "StoredExchange":
        """What an office keeps."""
        from models.storage.repository.exchange import StoredExchange

        return StoredExchange(self._connection)

    @property
    def papers(self) -> "StoredPapers":
        """Reports and replies."""
        from models.storage.repository.papers import StoredPapers

        return StoredPapers(self._connection)

    @property
    def plans(self) -> "StoredPlans":
        """Limits, quotes, plans and done measures."""
        from models.storage.repository.plans import StoredPlans

        return StoredPlans(self._connection)
