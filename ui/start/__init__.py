"""The first page: start, or continue a case."""
