"""The first page: begin, or go on with a case."""
