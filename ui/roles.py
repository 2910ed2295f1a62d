"""The roles a person can choose in the window."""

from models.language import N_
from ui.language import tr

ROLES = (
    ("manager", N_("Manager")),
    ("colleague", N_("Colleague")),
    ("assessor", N_("Assessor")),
    ("office", N_("Regional office")),
)
"""Id and word of each role, as the settings keep it and the history records it."""


def author_words(who: str) -> str:
    """Returns how the history names an author: the word of a role, or the name that the person chose."""
    return next((tr(word) for role, word in ROLES if role == who), who)
