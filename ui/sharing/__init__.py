"""The page on which parts of a case go out to colleagues, come back, and versions are compared."""
