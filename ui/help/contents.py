"""Which help pages there are, and where each error is explained."""

from dataclasses import dataclass

import resources
from models.language import N_, Language


@dataclass(frozen=True, slots=True)
class Topic:
    """One help page: `resources/help/<language>/<id>.md`."""

    id: str
    title: str
    """English message marked with `N_`."""


TOPICS = (
    Topic("install", N_("Installing, updating, removing")),
    Topic("start", N_("From the first question to the signed report")),
    Topic("fill", N_("Filling in: questions, evidence, certainty")),
    Topic("sharing", N_("Sharing out, merging, comparing")),
    Topic("tiers", N_("The four tiers and what they require")),
    Topic("results", N_("Reading the result")),
    Topic("roadmap", N_("From money to a roadmap")),
    Topic("report", N_("Report, signature, e-mail")),
    Topic("assessor", N_("For assessors: checking a report")),
    Topic("data", N_("Your data: where it is, backup, moving to another computer")),
    Topic("packs", N_("Rules and measures: packs and provinces")),
    Topic("keys", N_("Keyboard")),
    Topic("trouble", N_("When something does not work")),
    Topic("it", N_("For your IT department")),
)

_DISK = ("backup", "disk", "evidence_not_read_back", "no_file_handle", "storage", "too_many_open_files", "unwritable")
_DATABASE = (
    "copied_while_open",
    "damaged",
    "data_away",
    "database",
    "frozen_version_changed",
    "log_of_another",
    "move_note_damaged",
    "not_a_backup",
    "not_a_database",
    "nothing_moved",
    "unfit_data_place",
)
_FILE = (
    "case", "empty_edition", "endless_nesting", "file", "invalid_document", "name_too_long", "nothing_to_back_up", "not_a_document", "not_a_folder", "not_an_ordinary_file",
    "not_json", "not_our_format", "part_of_another", "path_too_long", "repeated_name", "unknown_case", "unknown_section", "unreadable", "watched_folder_gone", "wrong_encoding",
)  # fmt: skip
_NEWER = (
    "database_from_the_future", "document_from_the_future", "pack_from_the_future", "payload_from_the_future", "store_from_the_future",
)  # fmt: skip
_FROZEN = ("draft", "frozen", "not_frozen", "reason", "unknown_item", "unstorable")
_KEY = (
    "certificate", "empty_passphrase", "key", "no_such_key", "not_a_certificate", "not_a_key_file", "not_a_request", "not_for_signing",
    "earlier_key_not_trusted", "not_a_succession", "nothing_to_sign_with", "only", "same_key_again", "several", "unsupported_key", "unusable_name", "wrong_passphrase",
)  # fmt: skip
_SIGNING = (
    "already_certified", "box_taken", "clock", "not_certified_yet", "not_shown", "not_signable", "not_sound", "not_stampable", "report_not_sound",
    "signature", "unusable_logo", "unusable_seal",
)  # fmt: skip
_MAIL = ("letter", "mail", "no_key_store", "no_such_letter", "not_a_mail_server", "not_an_address", "not_to_be_mailed")
_PAPER = (
    "answers_another_report", "dossier", "item_changed", "not_allowed", "unknown_dossier", "damaged_register", "damaged_trust_store", "invalid_findings", "invalid_payload", "invalid_reply",
    "not_a_publication", "not_a_revocation_list", "nothing_to_publish", "not_a_sound_reply", "not_an_office", "not_findings", "nothing_to_compare", "payload",
)  # fmt: skip
_PACK = (
    "broken_pack_signature",
    "no_release_key",
    "not_a_release",
    "not_an_update",
    "release_not_genuine",
    "invalid_pack",
    "local_rules",
    "pack",
    "same_pack_version",
    "unknown_pack",
)
_ENCRYPTION = (
    "already_encrypted", "data_locked", "not_encrypted", "other_recovery_key", "too_short_passphrase", "wrong_data_passphrase",
)  # fmt: skip
_PLAN = (
    "contradictory_limits",
    "nothing_planned",
    "nothing_to_buy",
    "plan",
    "required_does_not_fit",
    "unknown_measure",
    "unusable_limits",
)
SYMPTOMS: tuple[tuple[str, ...], ...] = (
    ("damaged_installation", "fault"),
    ("data_busy", "data_in_use", "data_open_elsewhere", "data_taken_over"),
    ("data_read_only", *_DISK, "no_room_to_move"),
    _DATABASE,
    _FILE,
    _NEWER,
    ("evidence", "not_an_evidence_archive"),
    _FROZEN,
    ("unfit_number", "wrong_usage"),
    _KEY,
    ("no_token", "token", "wrong_pin"),
    _SIGNING,
    ("nothing_to_stamp", "timestamp"),
    _MAIL,
    _PAPER,
    _PACK,
    _PLAN,
    _ENCRYPTION,
    ("not_a_store", "store"),
    (),
)
"""For each section of the page "When something does not work", in its order: how the codes of its errors begin."""


def symptom_of(code: str) -> int:
    """Returns which section explains an error code, from 0; the longest matching beginning wins, else the last one."""
    beginnings = [
        (len(start), place) for place, starts in enumerate(SYMPTOMS) for start in starts if code.startswith(start)
    ]
    return max(beginnings)[1] if beginnings else len(SYMPTOMS) - 1


def page_text(topic: str, language: Language) -> str:
    """Returns a help page as Markdown.

    Raises:
        MissingResource: when it was not shipped.
    """
    return resources.text(f"help/{language}/{topic}.md")
