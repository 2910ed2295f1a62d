"""The names of the tiers when no rulebook is loaded, as in the list of cases."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.language import N_
from ui.language import tr

if TYPE_CHECKING:
    from models.rulebook import TierId

_NAMES: Mapping[str, str] = {
    "basic": N_("Basic tier"),
    "advanced": N_("Advanced tier"),
    "excellent": N_("Excellent tier"),
    "leading": N_("Leading tier"),
}


def tier_word(tier: "TierId | None") -> str:
    """Returns the name of a tier; for None that the factory is not on the ladder yet."""
    return tr("Not on the ladder yet") if tier is None else tr(_NAMES[tier])
