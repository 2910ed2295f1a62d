"""Where a store is, as it was typed: read once, and shown without its password ever after."""

import os
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from models.language import sentence
from models.storage.server.errors import StoreAddress

_NAMES = ("postgresql", "postgresql+psycopg")
_HERE = ("", "localhost", "127.0.0.1", "::1")
_CONNECTED_S = 10
"""Seconds in which a server has to answer."""
_KEEPING_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""After a minute without an answer the network is taken for cut, on this side; the server has its own times."""
_SESSION = "-c idle_in_transaction_session_timeout=120000 -c lock_timeout=60000 -c client_min_messages=warning"
"""Whoever was cut off in the middle of a change holds nobody up for longer."""


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """The address of a store on a server."""

    url: URL

    @classmethod
    def read(cls, text: str) -> "StoreUrl":
        """Returns the address that somebody typed.

        Raises:
            StoreAddress: when it is none, or of a kind that is not offered; the text itself is not quoted.
        """
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError) as failure:
            raise StoreAddress(why=sentence("it cannot be read")) from failure
        if url.drivername not in _NAMES:
            raise StoreAddress(why=sentence("it does not begin with postgresql+psycopg://"))
        if not url.database:
            raise StoreAddress(why=sentence("it names no database"))
        return cls(url.set(drivername="postgresql+psycopg"))

    @property
    def name(self) -> str:
        """What a sentence calls the store: host and database, no login and no password."""
        host = self.url.host or str(self.url.query.get("host", "localhost"))
        port = f":{self.url.port}" if self.url.port else ""
        return f"{host}{port}/{self.url.database}"

    @property
    def login(self) -> str:
        """The name that was typed; empty where the surroundings give it."""
        return self.url.username or ""

    @property
    def settings(self) -> dict[str, object]:
        """How every connection is made. A server elsewhere has to encrypt unless the address or PGSSLMODE says otherwise."""
        settings: dict[str, object] = {
            "application_name": "zhijie",
            "connect_timeout": _CONNECTED_S,
            "options": _SESSION,
            **_KEEPING_ALIVE,
        }
        is_here = (self.url.host or "") in _HERE or str(self.url.query.get("host", "")).startswith("/")
        if not is_here and "PGSSLMODE" not in os.environ:
            settings["sslmode"] = "require"
        return {name: value for name, value in settings.items() if name not in self.url.query}

    @property
    def arguments(self) -> dict[str, Any]:
        """What psycopg's own connections are made with."""
        url = self.url
        named = {
            "host": url.host,
            "port": url.port,
            "user": url.username,
            "password": url.password,
            "dbname": url.database,
        }
        given = {name: value for name, value in named.items() if value is not None}
        return {**self.settings, **given, **{name: str(value) for name, value in url.query.items()}}
