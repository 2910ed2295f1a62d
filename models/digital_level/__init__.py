"""The SME digital level: an assessment of its own beside the ladder, with its score, its level and what is missing.

`Scheme` holds the questions, scenes and rules (read by `models.packs.digital_level`); `worked_out` gives the result of
the answers below `digital_level.`; `Crosswalk` says which answers of ours follow from it, and the other way round.
"""

from models.digital_level.evaluation import DigitalLevel, Reading, SceneResult, Shortfall, worked_out
from models.digital_level.scheme import PREFIX, SECTION, Scheme

__all__ = [
    "PREFIX",
    "SECTION",
    "DigitalLevel",
    "Reading",
    "SceneResult",
    "Scheme",
    "Shortfall",
    "worked_out",
]
