"""Opening a data folder's database: created if there is none, migrated if it is older."""
