"""Signing in the window: who signs, with which key, and the acts in order."""
