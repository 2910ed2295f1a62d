"""Strangers' files are worked on in child processes with limits."""
