"""Filling in: generic pages made from the questions of the rulebook; no page knows a particular scenario."""
