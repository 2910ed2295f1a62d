"""What is wrong in a document: where, what, and what to do."""

from dataclasses import dataclass

from models.errors import UnknownPack
from models.json_text import shown
from models.language import N_, Sentence, sentence
from models.packs.library import EmptyEdition


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a document."""

    where: str
    """Path inside the document, such as `assessment.scenarios.SC10.status`; empty for the whole."""
    what: Sentence
    what_to_do: Sentence


def missing_pack(missing: UnknownPack | EmptyEdition) -> Problem:
    """Returns what is wrong where the rules of a document cannot be used here."""
    id = shown(str(missing.facts["id"]))
    if isinstance(missing, EmptyEdition):
        what = sentence("“{id}” is prepared but empty: its text is not public yet.", id=id)
        todo = sentence(N_("Use another edition, or install the filled pack when there is one."))
        return Problem("rulebook", what, todo)
    near, known = missing.facts.get("near"), missing.facts.get("known")
    if near:
        todo = sentence("Did you mean “{near}”? Otherwise add the pack from its file.", near=near)
    else:
        todo = sentence("Choose one of: {choices}; or add the pack from its file.", choices=known)
    where = "overlays" if missing.facts.get("kind") == "overlay" else "rulebook"
    return Problem(where, sentence("“{id}” is not installed here.", id=id), todo)
