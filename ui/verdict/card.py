"""One verdict, large: what it is, why, what to do; below it what is claimed, what was recomputed, and who signed."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from models.language import N_
from models.rulebook import Rulebook
from reports.verification import DocumentKind, SignatureLine, Verdict, VerdictKind
from ui.language import current, tr, words
from ui.style.sheet import GRID, set_kind
from ui.widgets.banner import Tone
from ui.widgets.basic import Button, Card, Picture, clear, label, row

LOOKS: Mapping[VerdictKind, tuple[str, str, Tone]] = {
    VerdictKind.VALID: ("circle-check", "good", "good"),
    VerdictKind.UNTRUSTED: ("triangle-alert", "unknown", "unknown"),
    VerdictKind.CHANGED: ("circle-x", "bad", "bad"),
    VerdictKind.UNVERIFIABLE: ("circle-question-mark", "bad", "bad"),
}
"""Icon, colour and frame of each verdict."""
_PASSED_OVER: tuple[str, str, Tone] = ("info", "muted", "note")
_PAPERS: Mapping[str | None, str] = {
    DocumentKind.REPORT: N_("Self-assessment report"),
    DocumentKind.REPLY: N_("Assessor's reply to a report"),
    DocumentKind.NOTE: N_("Note of a verdict on another file"),
}


def look_of(verdict: Verdict) -> tuple[str, str, Tone]:
    """Returns icon, colour and frame of a verdict."""
    return _PASSED_OVER if verdict.passed_over else LOOKS[verdict.kind]


class VerdictCard(Card):
    """Says in ten seconds whether a file is genuine and unchanged."""

    def __init__(self, trust: Callable[[SignatureLine], object]) -> None:
        super().__init__(margin=3 * GRID)
        self._trust = trust

    def show_verdict(
        self, verdict: Verdict, payload: Mapping[str, Any] | None, rulebook: Rulebook | None, earlier: str
    ) -> None:
        """Shows one verdict.

        Args:
            verdict: of one file.
            payload: the data attachment, already read; None when there is none to rely on.
            rulebook: for the names of tiers; None shows the ids' published names from the payload.
            earlier: what changed since the last version that was verified here; empty for none.
        """
        clear(self.column)
        icon_name, colour, frame = look_of(verdict)
        set_kind(self, frame)
        language = current()
        head = label(verdict.word(language), "title", wrap=False)
        self.column.addLayout(row(Picture(icon_name, colour, 40), head, 1))
        self.setAccessibleName(f"{verdict.name}: {verdict.word(language)}")
        self.column.addWidget(label(verdict.name, "muted"))
        self.column.addWidget(label(verdict.reason.text(language), "lead"))
        self.column.addWidget(label(verdict.advice(language)))
        names = _tier_names(payload, rulebook)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, str]] = []
        if verdict.document in _PAPERS:
            rows.append((tr("Kind of paper"), tr(_PAPERS[verdict.document])))
        if verdict.case:
            rows.append((tr("Case"), tr("{number}, version {version}", number=verdict.case, version=verdict.version)))
        if verdict.document == DocumentKind.REPORT and verdict.agrees is not None and verdict.case is not None:
            none = tr("no tier")
            rows.append((tr("Tier claimed"), names.get(verdict.claimed_tier or "", verdict.claimed_tier or none)))
            tier = names.get(verdict.recomputed_tier or "", verdict.recomputed_tier or none)
            rows.append(
                (tr("Tier recomputed here"), tier + "  " + (tr("✓ agrees") if verdict.agrees else tr("✗ differs")))
            )
        evaluation = payload.get("evaluation") if payload else None
        if isinstance(evaluation, Mapping) and evaluation.get("met_count"):
            met, proven = int(evaluation["met_count"]), int(evaluation["proven_count"])
            rows.append(
                (
                    tr("Proven"),
                    tr(
                        "Conditions met: {met}; backed by evidence: {proven} ({share} %)",
                        proven=proven,
                        met=met,
                        share=round(100 * proven / met),
                    ),
                )
            )
        if earlier:
            rows.append((tr("Since the last version"), earlier))
        for place, (name, text) in enumerate(rows):
            grid.addWidget(label(name, "muted", wrap=False), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text), place, 1)
        self.column.addLayout(grid)
        for line in verdict.signatures:
            self.column.addWidget(signature_card(line, verdict.reason.text(language), self._trust))
        for note in verdict.notes:
            self.column.addWidget(label("ⓘ " + words(note), "small"))


def signature_card(line: SignatureLine, reason: str, trust: Callable[[SignatureLine], object]) -> Card:
    """Returns who signed and when; for a signer who is not trusted, the code to compare and the button for it.

    Args:
        line: one signature.
        reason: what is said above already, and not again.
        trust: is told the signature whose code was the same.
    """
    card = Card(spacing=GRID // 2)
    facts, language = line.facts, current()
    name = (
        tr("{name}, {organisation}", name=facts.name, organisation=facts.organisation)
        if facts.organisation
        else facts.name
    )
    mark = Picture("circle-check" if line.trusted else "triangle-alert", "good" if line.trusted else "unknown")
    card.column.addLayout(
        row(mark, label(tr("{role}: {name}", role=line.role.text(language), name=name), wrap=False), 1)
    )
    when = line.time.astimezone().strftime("%Y-%m-%d %H:%M")
    clock = tr("proven by a timestamp service") if line.proven_time else tr("by the signer's own clock")
    card.column.addWidget(label(tr("Signed {time}, {clock}", time=when, clock=clock), "muted"))
    note = words(line.trust_note)
    if note != reason:
        card.column.addWidget(label(note, "muted"))
    if line.confirmation is None and line.advice is not None:
        # Revoked, not for signing, a wrong clock: to confirm the certificate would be the wrong advice.
        card.column.addWidget(label(words(line.advice), "small"))
    if line.confirmation is not None:
        code = label(tr("Telephone code: {code}", code=line.confirmation.facts.telephone_code), "heading")
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(code)
        card.column.addWidget(
            label(
                tr("Call the signer on a number you know and ask them to read out their code. Is it the same?"),
                "small",
            )
        )
        card.column.addLayout(row(Button(tr("The code matches: trust this signer"), on_click=lambda: trust(line)), 1))
    return card


def _tier_names(payload: Mapping[str, Any] | None, rulebook: Rulebook | None) -> dict[str, str]:
    if rulebook is not None:
        return {tier.id: words(tier.name) for tier in rulebook.tiers}
    tiers = payload["evaluation"]["tiers"] if payload else []
    return {tier["id"]: tier["name"].get(current(), tier["id"]) for tier in tiers if isinstance(tier.get("name"), dict)}
