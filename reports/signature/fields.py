"""The four boxes in which a report is signed, and who signs which."""

from enum import StrEnum

from models.language import N_, Language, Sentence, translate


class Role(StrEnum):
    """Who signs. The value is the name of the form field."""

    MANAGER = "manager"
    """Certifies the report; always first."""
    CONSULTANT = "consultant"
    ASSESSOR_1 = "assessor1"
    ASSESSOR_2 = "assessor2"
    REVIEWER = "reviewer"
    """Certifies a reply or a note on a verification; its only signature."""

    def text(self, language: Language) -> str:
        """Returns the word shown in the visible signature."""
        return translate(_ROLE_WORDS[self], language)

    @property
    def words(self) -> Sentence:
        """The same word, for a place inside a sentence."""
        return Sentence(_ROLE_WORDS[self], {})

    def stamp_text(self, language: Language) -> str:
        """Returns the word as it is drawn into the stamp: fixed, because a changed translation must not change old files."""
        return _STAMP_WORDS[self][0 if language == "zh" else 1]


_ROLE_WORDS = {
    Role.MANAGER: N_("manager"),
    Role.CONSULTANT: N_("consultant"),
    Role.ASSESSOR_1: N_("assessor 1"),
    Role.ASSESSOR_2: N_("assessor 2"),
    Role.REVIEWER: N_("reviewer"),
}

_STAMP_WORDS = {
    Role.MANAGER: ("企业负责人", "Manager"),
    Role.CONSULTANT: ("咨询顾问", "Consultant"),
    Role.ASSESSOR_1: ("评审人员一", "Assessor 1"),
    Role.ASSESSOR_2: ("评审人员二", "Assessor 2"),
    Role.REVIEWER: ("评审人员", "Reviewer"),
}

CERTIFIERS: tuple[Role, ...] = (Role.MANAGER, Role.REVIEWER)
COUNTERSIGNERS: tuple[Role, ...] = (Role.CONSULTANT, Role.ASSESSOR_1, Role.ASSESSOR_2)
PAYLOAD_NAME = "zhijie-payload.json"
"""Name of the embedded file in every report and reply."""
