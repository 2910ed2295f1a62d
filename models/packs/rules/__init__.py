"""Rulebook and overlay packs: their content, questions, and how they combine."""
