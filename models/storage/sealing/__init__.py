"""Turning the encryption of a data folder on and off, and what opens it."""
