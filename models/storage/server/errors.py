"""What can go wrong with a store on a server, each case with its sentence. No sentence quotes an address or a password."""

from models.language import N_
from models.storage.errors import StorageError


class StoreAddress(StorageError):
    """The address of a store that nothing can be reached by."""

    code = "store_address"
    message = N_(
        "This is no address of a store ({why}). Nothing was changed; write postgresql+psycopg://NAME@HOST/DATABASE, and keep the password in a file that PGPASSFILE names."
    )


class StoreParts(StorageError):
    """The libraries that talk to a server did not come with this installation."""

    code = "store_parts_missing"
    message = N_(
        "This installation of Zhijie cannot use a database server: {name} is missing. Nothing was changed; install Zhijie with the parts for offices."
    )


class StoreAway(StorageError):
    """The server does not answer, or went away in the middle."""

    code = "store_away"
    message = N_(
        "The store {name} cannot be reached ({why}). What was saved before is safe; check the network and the server, and try again."
    )


class StoreLogin(StorageError):
    """The server does not let this login in."""

    code = "store_login"
    message = N_(
        "The store {name} refused the login. Nothing was changed; check the name, and the password in PGPASSFILE or PGPASSWORD."
    )


class StoreMissing(StorageError):
    """There is no database of that name on the server."""

    code = "store_missing"
    message = N_(
        "The server has no database for {name}. Nothing was changed; check the address, or ask its administrator to create the database."
    )


class StoreNotEncrypted(StorageError):
    """The server offers no encrypted connection that is as safe as was asked for."""

    code = "store_not_encrypted"
    message = N_(
        "The store {name} offers no connection that is encrypted as it should be ({why}). No password was given away; ask its administrator, or set “sslmode” in the address."
    )


class NotAStore(StorageError):
    """A database of another program."""

    code = "not_a_store"
    message = N_(
        "The database {name} belongs to another program. It was not changed; choose an empty database, or one that Zhijie made."
    )


class StoreFromTheFuture(StorageError):
    """A store that a newer program has made or changed."""

    code = "store_from_the_future"
    message = N_(
        "The store {name} was made by a newer version of Zhijie ({version}; this program knows {known}). It was not changed; please update Zhijie."
    )


class StoreForbidden(StorageError):
    """The login may not do this."""

    code = "store_forbidden"
    message = N_(
        "Your login may not do this in the store {name}. Nothing was changed; ask its administrator for another role."
    )
    exit_code = 1


class StoreBusy(StorageError):
    """Somebody else holds what is needed for too long, or the server has no connection left."""

    code = "store_busy"
    message = N_(
        "The store {name} is too busy at the moment ({why}). What was saved before is safe; try again in a moment."
    )


class StoreFull(StorageError):
    """The server has no room."""

    code = "store_full"
    message = N_(
        "The disk of the store {name} is full, so this was not saved. What was saved before is safe; ask its administrator for more room."
    )


class StoreReadOnly(StorageError):
    """The server takes no changes: a copy that only follows another one."""

    code = "store_read_only"
    message = N_(
        "The store {name} is a copy that takes no changes. Nothing was changed; use the address of the server that it follows."
    )
    exit_code = 1
