"""Rows in, frozen values out: one object for each subject, all over one transaction."""

from sqlalchemy import Connection

from models.storage.repository.answers import StoredAnswers
from models.storage.repository.cases import StoredCases
from models.storage.repository.evidence import EvidenceRows
from models.storage.repository.exchange import StoredExchange
from models.storage.repository.mending import Mending
from models.storage.repository.notes import StoredNotes
from models.storage.repository.papers import StoredPapers
from models.storage.repository.preferences import StoredPreferences
from models.storage.repository.summaries import StoredSummaries


class Repository:
    """The tables by subject, inside one transaction."""

    __slots__ = ("answers", "cases", "evidence", "exchange", "mending", "notes", "papers", "preferences", "summaries")

    def __init__(self, connection: Connection) -> None:
        self.cases = StoredCases(connection)
        self.answers = StoredAnswers(connection)
        self.evidence = EvidenceRows(connection)
        self.exchange = StoredExchange(connection)
        self.mending = Mending(connection, self.cases)
        self.notes = StoredNotes(connection)
        self.papers = StoredPapers(connection)
        self.preferences = StoredPreferences(connection)
        self.summaries = StoredSummaries(connection, self.cases)
