"""Packs and their publishers: signing a pack, and who signed those that are here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from models.files import write_bytes
from models.packs.library import Library
from models.packs.opening import open_pack
from models.packs.writing import yaml_text
from models.rulebook import PackId, PackInfo
from reports.acts.pen import Pen
from reports.verification.publisher import BrokenPackSignature, Publisher, publisher
from reports.verification.trust import Trust
from reports.verification.trust_store import TrustStore


def sign_pack(library: Library, path: Path, target: Path, pen: Pen) -> Publisher:
    """Signs a pack of rules, measures or prices, writes it as one YAML file with its signature, and reads it back.

    Args:
        library: the packs here, with which it must work together.
        path: a YAML file or a workbook; a signature in it is replaced.
        target: where to write; an existing file is replaced.
        pen: of the publisher.

    Returns:
        Who signed it; nobody is trusted for that answer.

    Raises:
        InvalidPack: with the place of the first thing that is wrong; nothing is signed.
        BrokenPackSignature: when what was signed does not verify; nothing is written.
        ApplicationError: when the file cannot be read, the key does not sign, or nothing can be written.
    """
    from reports.signature.cms import signature_container

    opened = library.opened(path)
    container = signature_container(pen.identity, bytes.fromhex(opened.header.info.digest))
    data = yaml_text(opened.root, container.dump())
    signer = publisher(open_pack(target.name, data).header.info, Trust(), pen.now)
    assert signer is not None
    write_bytes(target, data)
    return signer


def refuse_broken(pack: PackInfo) -> None:
    """Refuses a pack whose signature does not hold; one without a signature is left alone.

    Raises:
        BrokenPackSignature: when it does not.
    """
    publisher(pack, Trust(), datetime.now().astimezone())


def trust_publisher(signer: Publisher, data_folder: Path, now: datetime) -> None:
    """Confirms on this computer the certificate of a publisher whose telephone code was compared.

    Args:
        signer: who signed a pack.
        data_folder: with the list of the certificates that are confirmed here.
        now: with a time zone.

    Raises:
        DamagedTrustStore: when that list is damaged.
        UnsupportedKey: when its key is too weak to be trusted.
        UnwritableFile: when the list cannot be written.
    """
    TrustStore(data_folder).add(signer.certificate, signer.facts.name, now)


def publishers(
    packs: Iterable[PackInfo], data_folder: Path, now: datetime
) -> Mapping[PackId, Publisher | BrokenPackSignature]:
    """Returns who signed each pack that is signed, or that its signature does not hold.

    Args:
        packs: the packs.
        data_folder: with the list of the certificates that are confirmed here.
        now: with a time zone.

    Raises:
        DamagedTrustStore: when that list is damaged.
    """
    signed = [pack for pack in packs if pack.signature]
    if not signed:
        return {}
    trust = TrustStore(data_folder).trust()
    signers: dict[PackId, Publisher | BrokenPackSignature] = {}
    for pack in signed:
        try:
            signer = publisher(pack, trust, now)
        except BrokenPackSignature as broken:
            signers[pack.id] = broken
        else:
            if signer is not None:
                signers[pack.id] = signer
    return signers
