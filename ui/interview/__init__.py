"""The shortest way: one question at a time, chosen again after every answer, until the next tier is decided."""
