"""Values: copies of a person's data, and what was found in them."""

from models.safekeeping.copies import Backup, EarlierStates, OwnCopies, SecondPlace
from models.safekeeping.moving import PlannedMove
from models.safekeeping.recovery import Mended, Recovery, RecoveryWay, Salvage, Unproven
from models.safekeeping.restoring import CaseDifference, CaseFate, DataState, Origin, Restored, RestorePreview
from models.safekeeping.sealing import Resealed, SealState

__all__ = [
    "Backup",
    "CaseDifference",
    "CaseFate",
    "DataState",
    "EarlierStates",
    "Mended",
    "Origin",
    "OwnCopies",
    "PlannedMove",
    "Recovery",
    "RecoveryWay",
    "Resealed",
    "RestorePreview",
    "Restored",
    "Salvage",
    "SealState",
    "SecondPlace",
    "Unproven",
]
