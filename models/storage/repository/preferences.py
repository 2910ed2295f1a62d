"""Settings: small texts that the program keeps by name."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from models.storage.tables import settings
from models.storage.upsert import upsert


class StoredPreferences:
    """What the person chose, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def setting(self, key: str) -> str | None:
        """Returns a setting; None when it was never made."""
        return self._connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()

    def set(self, values: Mapping[str, str | None]) -> None:
        """Writes settings; None takes one away."""
        for key, value in values.items():
            if value is None:
                self._connection.execute(delete(settings).where(settings.c.key == key))
            else:
                upsert(self._connection, settings, ("key",), {"key": key, "value": value})
