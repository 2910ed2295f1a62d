"""The bytes: what was signed, and what was appended since."""
