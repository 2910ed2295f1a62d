"""Rows of papers as values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from models.exchange.inbox import KeptPaper, ReportPlace
from models.exchange.paper import ExchangePaper, PaperKind, SignedStage, SoundnessKind
from models.exchange.tying import Bond
from models.storage.encoding import decode_time
from models.storage.tables import stages

AnyRow = Row[*tuple[Any, ...]]


def stages_of(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[SignedStage, ...]]:
    """Returns the stages of the files that are shown of some papers, by the papers' ids."""
    by_paper: defaultdict[int, list[SignedStage]] = defaultdict(list)
    for row in connection.execute(
        select(stages).where(stages.c.paper_id.in_(list(ids))).order_by(stages.c.position, stages.c.digest)
    ):
        by_paper[row.paper_id].append(SignedStage(row.digest, row.role, row.signer_key, decode_time(row.signed_at)))
    return {paper: tuple(each) for paper, each in by_paper.items()}


def paper_of(row: AnyRow, its_stages: Sequence[SignedStage]) -> ExchangePaper:
    """Returns a paper as a value."""
    return ExchangePaper(
        base_digest=row.base_digest,
        kind=PaperKind(row.kind),
        soundness=SoundnessKind(row.soundness),
        case_id=row.case_id,
        case_number=row.case_number,
        version=row.version,
        answers=row.answers,
        stages=tuple(its_stages),
        ours=bool(row.ours),
    )


def kept_paper(row: AnyRow, its_stages: Sequence[SignedStage]) -> KeptPaper:
    """Returns a paper in the store as a value."""
    return KeptPaper(
        id=row.id,
        paper=paper_of(row, its_stages),
        digest=row.digest,
        name=row.name,
        size_bytes=row.size_bytes,
        kept_at=decode_time(row.kept_at),
        judgement=row.judgement,
        judged_by=row.judged_by,
        verdict=row.verdict,
        bond=Bond(row.bond),
        place=ReportPlace(row.place),
        dossier=row.dossier_id,
        compared_with=row.changed_since,
    )
