"""What an office keeps: papers, dossiers, reviews; rows in, frozen values out."""

from sqlalchemy import Connection

from models.storage.repository.exchange.dossiers import StoredDossiers
from models.storage.repository.exchange.intake import StoredIntake
from models.storage.repository.exchange.listing import StoredInbox
from models.storage.repository.exchange.region import StoredRegion
from models.storage.repository.exchange.reviews import StoredReviews


class StoredExchange:
    """The tables of an office by subject, inside one transaction."""

    __slots__ = ("dossiers", "inbox", "intake", "region", "reviews")

    def __init__(self, connection: Connection) -> None:
        self.dossiers = StoredDossiers(connection)
        self.intake = StoredIntake(connection, self.dossiers)
        self.inbox = StoredInbox(connection)
        self.region = StoredRegion(connection)
        self.reviews = StoredReviews(connection)
