"""The SME digital level: a separate assessment beside the ladder, with its score, its level and what is missing.

`Scheme` holds the questions, scenes and rules (read by `models.packs.digital_level`), `Crosswalk` which answers of ours
follow from it, and the other way round (`models.packs.crosswalk`). `worked_out` gives the result of the answers below
`digital_level.`, `account_of` everything that is said of them.
"""

from models.digital_level.account import Account, account_of
from models.digital_level.evaluation import AlternativeReading, DigitalLevel, LevelShortfall, SceneResult, worked_out
from models.digital_level.scheme import PREFIX, SECTION, Scheme

__all__ = [
    "PREFIX",
    "SECTION",
    "Account",
    "AlternativeReading",
    "DigitalLevel",
    "LevelShortfall",
    "SceneResult",
    "Scheme",
    "account_of",
    "worked_out",
]
