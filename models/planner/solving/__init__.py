"""The solver's part: from a checked question to proven choices and quarters."""
