"""The program: from a checked question to proven picks and quarters."""
