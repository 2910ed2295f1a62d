"""Filling in: generic pages generated from the questions of the rulebook; no page knows a particular scenario."""
