"""Who published a pack, in words for list, Rules page and inspection."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.errors import ApplicationError
from models.language import Sentence, sentence
from models.rulebook import PackId, PackInfo

if TYPE_CHECKING:
    from reports.verification.publisher import BrokenPackSignature, Publisher

Signers = Mapping[PackId, "Publisher | BrokenPackSignature"]
"""Who signed which pack; those that nobody signed are not in it."""


def signed_by(pack: PackInfo, signers: Signers) -> Sentence:
    """Returns who signed a pack and whether that certificate is confirmed here, or that nobody did."""
    signer = signers.get(pack.id)
    if signer is None:
        return sentence("not signed by a publisher")
    return signer.sentence if isinstance(signer, ApplicationError) else signer.text
