"""Which help pages there are, and which of them explains which error."""

from dataclasses import dataclass

import resources
from models.language import N_, Language


@dataclass(frozen=True, slots=True)
class Topic:
    """One help page: `resources/help/<language>/<id>.md`."""

    id: str
    title: str
    """English message marked with `N_`."""
    errors: tuple[str, ...] = ()
    """Beginnings of the codes of the errors that this page explains."""


TOPICS = (
    Topic("start", N_("From the first question to the signed report")),
    Topic(
        "fill",
        N_("Filling in: questions, evidence, certainty"),
        ("frozen", "unstorable", "draft", "reason", "invalid_document", "not_a_document", "document"),
    ),
    Topic("tiers", N_("The four tiers and what they require")),
    Topic("results", N_("Reading the result")),
    Topic("roadmap", N_("From money to a roadmap")),
    Topic(
        "report",
        N_("Report, signature, e-mail"),
        (
            "identity",
            "sign",
            "passphrase",
            "mail",
            "letter",
            "not_an_address",
            "not_a_mail_server",
            "no_such_letter",
            "no_key_store",
            "token",
            "no_token",
            "wrong_pin",
            "nothing_to",
            "timestamp",
            "unusable",
            "certificate",
        ),
    ),
    Topic(
        "assessor",
        N_("For assessors: checking a report"),
        ("verif", "not_an_evidence", "not_a_revocation", "not_a_request", "not_an_office", "damaged_register"),
    ),
    Topic(
        "data",
        N_("Your data: where it is, backup, moving to another computer"),
        (
            "data",
            "disk",
            "backup",
            "not_a",
            "damaged",
            "evidence",
            "unwritable",
            "unreadable",
            "file",
            "case",
            "unknown_case",
            "not_in_trash",
        ),
    ),
    Topic("packs", N_("Rules and measures: packs and provinces"), ("unknown_pack", "invalid_pack", "pack")),
    Topic("keys", N_("Keyboard")),
)


def topic_for(code: str) -> str:
    """Returns the id of the page that explains an error code; the longest matching beginning wins."""
    best = ("", "start")
    for topic in TOPICS:
        for beginning in topic.errors:
            if code.startswith(beginning) and len(beginning) > len(best[0]):
                best = (beginning, topic.id)
    return best[1]


def page_text(topic: str, language: Language) -> str:
    """Returns a help page as Markdown.

    Raises:
        MissingResource: when it was not shipped.
    """
    return resources.text(f"help/{language}/{topic}.md")
