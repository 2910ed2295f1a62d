"""What a step of undo or redo changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment import AnswerId, Value


@dataclass(frozen=True, slots=True)
class Turned:
    """A step that was undone or redone, as it is on the disk now."""

    back: bool
    """Whether it was taken back."""
    changes: Mapping[AnswerId, tuple[Value | None, Value | None]]
    """For each answer its value before and now; empty when there was no step."""
