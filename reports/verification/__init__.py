"""Whether a file can be believed: one verdict for the whole file."""
