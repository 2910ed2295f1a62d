"""What the person chose for the program."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person chose for the program."""

    language: str = ""
    """`zh` or `en`; empty follows the system."""
    role: str = "manager"
    """`manager`, `colleague`, `assessor` or `office`."""
    person: str = ""
    """The name under which changes are recorded; empty records the role."""
    theme: str = ""
    """`light` or `dark`; empty follows the system."""

    @property
    def who(self) -> str:
        """What the history records as the author of a change."""
        return self.person or self.role
