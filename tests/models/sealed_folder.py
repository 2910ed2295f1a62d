"""A data folder with a marker in everything that may not be read without the key."""

from pathlib import Path

from models import files
from models.assessment import AnswerId
from models.workspace import Workspace

PASSPHRASE = "三只燕子 over the mill"
NEW_PASSPHRASE = "quite another sentence"
CASE = "ZJ-1"
NOTE = AnswerId("factory.note")
PROOF = AnswerId("scenarios.SC10.evidence")
MARKER = "Markierung-7391"
STAYING_CLEAR = ("zhijie-key.json", "zhijie.lock")


def fill(folder: Path) -> None:
    """Fills a folder: answers, evidence, a report, a copy, letters, lists, a journal line and what a recovery set aside."""
    with Workspace.open(folder) as workspace:
        workspace.create_case(CASE, answers={NOTE: f"{MARKER} in an answer"})
        workspace.add_evidence(CASE, f"{MARKER} in evidence".encode() * 40_000, "photo.txt", answer=PROOF)
        workspace.keep_report(CASE, 1, "r.pdf", f"%PDF {MARKER}".encode())
        workspace.keep_copy()
    for name in ("outbox/1.eml", "trust.json", "trials.jsonl", "set-aside-20260101-000000/typed-kept-1.jsonl"):
        (folder / name).parent.mkdir(exist_ok=True)
        files.put(folder / name, f'{{"key": "{MARKER}"}}\n'.encode())


def said(folder: Path) -> object:
    """Returns everything that an open folder says, to be compared."""
    with Workspace.open(folder) as workspace:
        assessment = workspace.load(CASE)
        evidence = [workspace.evidence_bytes(digest) for digest in sorted(assessment.evidence)]
        papers = [workspace.report_bytes(report.digest) for report in workspace.reports()]
        return assessment, evidence, papers, len(workspace.history(CASE))


def in_clear(folder: Path) -> list[str]:
    """Returns the names of the files in a folder in whose bytes the marker can be read."""
    marker = MARKER.encode()
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and marker in path.read_bytes()
    )
