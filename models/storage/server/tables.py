"""The tables that only a store on a server has; one computer keeps these things in files of its data folder."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from models.storage.tables import import_runs, metadata

server_metadata = MetaData(naming_convention=metadata.naming_convention)

store = Table(
    "store",
    server_metadata,
    Column("id", Integer, primary_key=True),
    Column("program", Text, nullable=False),
    # Which release of the queue's library made the tables of the queue.
    Column("queue", Text, nullable=False),
    CheckConstraint("id = 1", name="one"),
)

blobs = Table(
    "blobs",
    server_metadata,
    # SHA-256 of the whole file, in parts so that no single value grows large.
    Column("digest", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("length(digest) = 64", name="digest"),
)

handed_in = Table(
    "handed_in",
    server_metadata,
    # A file that waits to be verified; whoever keeps it takes the row away in the same transaction, so it is kept once.
    Column("run_id", Integer, ForeignKey(import_runs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("handed_in_at", Text, nullable=False),
    Index(None, "digest"),
)

trusted = Table(
    "trusted",
    server_metadata,
    # Whom the office trusts. What was taken away stays as a row, so that no other computer brings it back unasked.
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("removed_by", Text, nullable=False),
    CheckConstraint("kind IN ('certificate', 'list')", name="kind"),
)

accounts = Table(
    "accounts",
    server_metadata,
    # Who a login is: the person, and the fingerprint of the key with which they sign.
    Column("login", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    CheckConstraint("role IN ('reader', 'assessor', 'lead', 'administrator')", name="role"),
)
