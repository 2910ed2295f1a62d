"""What the window has open, and what goes on behind it: opening the folder, watching evidence, mail."""

from ui.session.session import Session

__all__ = ["Session"]
