"""The database file: the one way to open it, its checks, its transactions, its copies."""
