"""A report's items on paper, to be checked in the factory: its answer and evidence, boxes for the own rating, a code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from models.exchange.codes import ChecklistCodes
from models.exchange.items import ReviewItem
from models.language import N_, Language, Text, counted, in_both, joined, sentence
from models.review import FindingKind, RemarkSeverity
from models.spelling.units import unit_word
from reports.pdf.sheet import ASK, HINT, NAME, WIDTH, PrintedLine, PrintedSheet, sheet_flow
from reports.pdf.typesetting import lines
from reports.style import Type

ATTACHED = "zhijie-checklist.json"
_MOST_LINES = 4
"""Lines of the factory's own words that are printed of an item."""
_BETWEEN = Text(" · ", " · ")


@dataclass(frozen=True, slots=True)
class ChecklistHead:
    """Whose report it is."""

    factory: str
    case_number: str
    version: int
    base_digest: str


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item as it is printed."""

    item: ReviewItem
    answer: Text
    """The factory's, in words."""
    ratings: tuple[tuple[str, Text], ...]
    """What can be chosen as the own rating; empty where it is a figure, or follows from several answers."""
    evidence: tuple[str, ...]
    """What the files behind it are called."""


def write_checklist(
    head: ChecklistHead,
    items: Sequence[ChecklistItem],
    left_out: int,
    codes: ChecklistCodes,
    language: Language,
    created: str,
) -> bytes:
    """Returns a checklist as A4 pages to print: tagged PDF, black and white, its codes attached as data.

    Args:
        head: whose report it is.
        items: in the order in which they are printed.
        left_out: how many items are not printed, because the factory claims nothing there.
        codes: of the report.
        language: of all texts.
        created: ISO time with zone.
    """
    title = in_both(sentence(N_("On-site checklist")))
    sheet = _ChecklistSheet(sheet_flow(title, head.factory, language, created))
    sheet.front(title, head, len(items), left_out)
    for each in items:
        sheet.item(each, codes.code(each.item.id))
    case = in_both(sentence("{number}, version {version}", number=head.case_number or "—", version=head.version))
    report = in_both(sentence(N_("Report {digest}"), digest=head.base_digest[:16]))
    factory = Text(head.factory, head.factory)
    sheet.furniture((joined((title, factory), _BETWEEN), joined((case, report), _BETWEEN)), report, (230, 240))
    data = {
        "format": "zhijie-checklist",
        "base_digest": head.base_digest,
        "items": [{"code": codes.code(each.item.id), "item": each.item.id} for each in items],
    }
    note = sentence(N_("The codes of this checklist as data, for other programs"))
    return sheet.file(json.dumps(data, indent=1).encode(), ATTACHED, note.text(language))


class _ChecklistSheet(PrintedSheet):
    """Places the items of one report."""

    def front(self, title: Text, head: ChecklistHead, count: int, left: int) -> None:
        """Sets whose report it is, who checks and when, and how to fill it in and enter it again."""
        case = sentence("{number}, version {version}", number=head.case_number or "—", version=head.version)
        facts = (
            " · ".join(filter(None, (head.factory, self._say(case)))),
            self._say(sentence(N_("Report {digest}"), digest=head.base_digest)),
            self._say(
                counted(
                    "{count} item, the riskiest first; {left} in which the factory claims nothing are left out.",
                    "{count} items, the riskiest first; {left} in which the factory claims nothing are left out.",
                    count=count,
                    left=left,
                )
            ),
        )
        how = N_(
            "Tick your own rating and your judgement, and write the reason on the line; leave out what you did not see. To enter it again, scan or type the code, the number of the box or the figure, then ok, proof, reject, correct or note, then minor, major or critical; a remark stands behind a colon: {example}"
        )
        self._front(
            title,
            facts,
            ((N_("Assessor"), ""), (N_("Date and place"), "")),
            sentence(how, example="7K2M-9QXT-C 2 proof major: …"),
        )

    def item(self, each: ChecklistItem, code: str) -> None:
        """Sets one item."""
        item = each.item
        risks = [Text(risk.text("zh"), risk.text("en")) for risk in item.risks]
        changed = [in_both(sentence(N_("changed")))] if item.changed else []
        kind = Text(item.kind.text("zh"), item.kind.text("en"))
        rows = [
            self._words(item.name, NAME, "H2"),
            self._words(joined((kind, *changed, *risks), _BETWEEN), Type(HINT.size, HINT.leading, bold=bool(risks))),
            self._words(in_both(sentence(N_("The factory says: {answer}"), answer=each.answer)), ASK),
        ]
        said = ([in_both(item.reason)] if item.reason else []) + [Text(text, text) for text in item.said]
        rows += [self._cut(text) for text in said]
        files = sentence(N_("Evidence: {files}"), files=each.evidence) if each.evidence else sentence(N_("No evidence"))
        rows += [self._cut(in_both(files)), self._rating(each), self._judgement()]
        rows += [self._severity(), self._line(self._say(sentence(N_("Remark"))))]
        alternative = in_both(sentence(N_("QR code of {id}: {name}"), id=code, name=item.name))
        self._subject(code, alternative, rows, code)

    def _cut(self, text: Text) -> PrintedLine:
        """Returns words as they are, or their beginning where they are long."""
        said = self._say(text)
        shown = lines(said, HINT.size, WIDTH)
        if len(shown) <= _MOST_LINES:
            return self._words(text, HINT)
        beginning = " ".join(shown[:_MOST_LINES])[:-2] + "…"
        return self._words(Text(beginning, beginning), HINT)

    def _rating(self, each: ChecklistItem) -> PrintedLine:
        asked = each.item.asked
        lead = self._say(sentence(N_("Your rating")))
        if asked is None:
            return self._words(in_both(sentence(N_("It follows from several answers: rate those."))), HINT)
        if not each.ratings:
            return self._line(lead, self._say(unit_word(asked.unit)) if asked.unit else "")
        choices = [
            (choice, f"{number} {self._say(text)}") for number, (choice, text) in enumerate(each.ratings, start=1)
        ]
        return self._choices(choices, lead=lead)

    def _judgement(self) -> PrintedLine:
        boxes = tuple((kind.value, kind.act(self._language)) for kind in FindingKind)
        return self._choices(boxes, lead=self._say(sentence(N_("Judgement"))))

    def _severity(self) -> PrintedLine:
        boxes = tuple((severity.value, severity.text(self._language)) for severity in RemarkSeverity)
        return self._choices(boxes, lead=self._say(sentence(N_("Severity"))))
