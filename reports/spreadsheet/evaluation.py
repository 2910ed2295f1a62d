"""The evaluation alone as a workbook, with all that it rests on."""

from collections.abc import Sequence

from models.digital_level import Account
from models.evaluation import Evaluation
from models.language import N_, Language, Text, sentence
from models.rulebook import Severity
from reports.content.front import Data, label_of, notice
from reports.content.words import _, either, read
from reports.digital_level import account_rows
from reports.payload.canonical import resolved
from reports.payload.labels import answer_labels
from reports.payload.result import confidence_word, evaluation_tree, grounds_tree
from reports.spreadsheet.book import TEXT, Book, Look
from reports.spreadsheet.traces import result_rows, traces


def evaluation_workbook(evaluation: Evaluation, language: Language, account: Account | None = None) -> bytes:
    """Returns the evaluation alone as XLSX: the tiers, every condition with its trace, and all that the result rests on.

    Besides what is missing these are contradictions, reference figures, the maturity weights in use, and every source
    with its address.

    Args:
        evaluation: of the answers.
        language: of all texts.
        account: of the SME digital level, for a sheet of its own; None for none.
    """
    tree = {
        "evaluation": evaluation_tree(evaluation),
        "labels": answer_labels(evaluation, None),
        **grounds_tree(evaluation),
    }
    data = resolved(tree, None)
    book = Book(language)
    rows: list[Sequence[object]] = [
        [_("Case number").text(language), evaluation.assessment.case_number],
        [_("Version").text(language), evaluation.assessment.version],
        *result_rows(data, language),
        [],
        [notice().text(language)],
    ]
    book.sheet(_("Overview").text(language), rows, TEXT)
    traces(book, data)
    _contradictions(book, data)
    _indices(book, data)
    _weights(book, data, evaluation)
    _sources(book, data)
    if account is not None:
        book.sheet(sentence(N_("SME digital level")).text(language), account_rows(account, language), TEXT)
    return book.bytes(evaluation.assessment.frozen_on)


def _heads(*heads: Text, language: Language) -> list[object]:
    return [head.text(language) for head in heads]


def _contradictions(book: Book, data: Data) -> None:
    language = book.language
    rows = [
        _heads(_("Severity"), _("Id"), _("Contradiction"), _("Answers"), _("Ids of the answers"), language=language)
    ]
    rows += [
        [
            Severity(each["severity"]).text(language),
            each["id"],
            read(each["sentence"]).text(language),
            "\n".join(dict.fromkeys(label_of(data, answer).text(language) for answer in each["answers"])),
            "\n".join(each["answers"]),
        ]
        for each in data["evaluation"]["contradictions"]
    ]
    book.sheet(_("Contradictory answers").text(language), rows, Look(hidden=(2, 5)))


def _indices(book: Book, data: Data) -> None:
    language = book.language
    rows = [_heads(_("Id"), _("Figure"), _("Value"), _("Unit"), _("Formula"), _("Note"), language=language)]
    rows += [
        [
            id,
            read(each["name"]).text(language),
            each["value"],
            each["unit"],
            *(either(each[key]).text(language) for key in ("formula", "note")),
        ]
        for id, each in data["evaluation"]["indices"].items()
    ]
    book.sheet(_("Reference figures").text(language), rows, Look(hidden=(1,)))


def _weights(book: Book, data: Data, evaluation: Evaluation) -> None:
    """The weights in use with their mark; equal ones where the rules state none."""
    language = book.language
    weights = evaluation.maturity.weights if evaluation.maturity else None
    rows: list[Sequence[object]] = [_heads(_("Id"), _("Subdomain"), _("Weight"), language=language)]
    subdomains = evaluation.rulebook.subdomains
    for subdomain in subdomains:
        share = weights.shares.get(subdomain.id) if weights and weights.shares else None
        rows.append([subdomain.id, subdomain.name.text(language), "" if share is None else share])
    rows.append([])
    if weights is None:
        rows.append([_("The rules state no weights: all subdomains weigh alike.").text(language)])
    else:
        rows.append(
            [
                weights.name.text(language),
                confidence_word(weights.confidence).text(language),
                weights.note.text(language),
            ]
        )
        rows.append([_("Sources").text(language), ", ".join(weights.sources)])
    book.sheet(
        _("Maturity weights").text(language),
        rows,
        Look(hidden=(1,), portrait=True, beside=len(rows) - 1 - len(subdomains)),
    )


def _sources(book: Book, data: Data) -> None:
    language = book.language
    rows = [_heads(_("Key"), _("Source"), _("Address"), language=language)]
    rows += [
        [key, read(each["what"]).text(language), each["address"] or either(each["no_address"] or "").text(language)]
        for key, each in data["sources"].items()
    ]
    book.sheet(_("Sources").text(language), rows)
