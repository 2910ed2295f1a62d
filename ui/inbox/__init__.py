"""The inbox that remembers: rows page by page, and the dossier of the row that is chosen."""
