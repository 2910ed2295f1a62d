"""The database on a server: PostgreSQL, for an office that one computer is too small for. SQLite's room is `file`."""
