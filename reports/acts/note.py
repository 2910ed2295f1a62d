"""A verdict as a signed note, for the assessor's own file."""

import re
from datetime import datetime

from models.language import Language
from reports.identity import Identity
from reports.payload.assemble import program
from reports.payload.canonical import canonical
from reports.reply.note import write_note
from reports.signing import Options, Role, certify
from reports.verification.verdict import Verdict


def verdict_note(
    verdict: Verdict, identity: Identity, now: datetime, language: Language = "zh", options: Options | None = None
) -> bytes:
    """Returns a signed PDF that says what was found of one file, when, and by whom.

    Args:
        verdict: of any kind; of its name only the file's own goes into the note, never a folder.
        identity: of the person who verified.
        now: with a time zone.
        language: of the note.
        options: of the signature.

    Raises:
        ApplicationError: when it could not be signed, as `reports.signing.certify`.
    """
    now = now.replace(microsecond=0)
    facts = identity.facts
    reason = {"zh": verdict.reason.text("zh"), "en": verdict.reason.text("en")}
    payload = canonical(
        {
            "format": "zhijie-note",
            "format_version": 1,
            "program": program(),
            "created": now.isoformat(),
            "language": language,
            "verifier": facts.name,
            "organisation": facts.organisation,
            "verdict": {
                "file": re.split(r"[\\/]", verdict.name)[-1][-300:],
                "digest": verdict.digest,
                "kind": verdict.kind.value,
                "reason": reason,
                "case": verdict.case,
                "version": verdict.version,
                "claimed_tier": verdict.claimed_tier,
                "recomputed_tier": verdict.recomputed_tier,
                "notes": [{"zh": note.text("zh"), "en": note.text("en")} for note in verdict.notes],
                "signatures": [
                    {
                        "role": line.role.value,
                        "name": line.facts.name,
                        "organisation": line.facts.organisation,
                        "fingerprint": line.facts.fingerprint,
                        "telephone_code": line.facts.telephone_code,
                        "time": line.time.isoformat(),
                        "trusted": line.trusted,
                    }
                    for line in verdict.signatures
                ],
            },
        }
    )
    return certify(write_note(payload), identity, now, options or Options(language=language), Role.REVIEWER)
