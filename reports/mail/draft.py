"""An e-mail with the report attached, as an `.eml` file that the person's mail program opens as a draft."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from models.characters import composed
from models.errors import ApplicationError
from models.language import N_, Language, Sentence, sentence

LIMIT_MB = 10
"""What most offices' mail servers still take."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")


class NotAnAddress(ApplicationError):
    """A receiver that is no e-mail address."""

    code = "not_an_address"
    message = N_("“{address}” is not an e-mail address. Nothing was written; please correct it.")


class LetterTooLarge(ApplicationError):
    """The report alone is larger than the limit."""

    code = "letter_too_large"
    message = N_(
        "With the report, the e-mail has {size_mb} MB; the limit is {limit_mb} MB. Nothing was written; raise the limit in the settings if the recipient accepts more, or hand the file over in another way."
    )


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to be sent along."""

    name: str
    data: bytes
    media_type: str = "application/pdf"

    @property
    def digest(self) -> str:
        """SHA-256 as hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, to whom, and what it is about."""

    to: tuple[str, ...]
    report: Enclosure
    case_number: str
    version: int
    factory: str = ""
    sender: str = ""
    """The sender's address; empty leaves it to the mail program."""
    telephone_code: str = ""
    """Of the signer's certificate; empty for a report that is not signed."""
    bundle: Enclosure | None = None
    """Evidence as one archive; attached when it fits, else only named with its digest."""
    is_reply: bool = False
    """A reply to a report instead of a report."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished letter."""

    eml: bytes
    bundle_attached: bool
    """False when there is a bundle that did not fit: it goes another way, bound by the digest in the text."""


def draft(letter: Letter, now: datetime, language: Language = "zh", limit_mb: int = LIMIT_MB) -> Draft:
    """Returns the letter as an `.eml` file.

    Args:
        letter: what to send.
        now: with a time zone, for the date.
        language: of subject and text.
        limit_mb: how large the whole e-mail may be, in MB of 1,000,000 bytes, as mail servers count.

    Raises:
        NotAnAddress: when a receiver or the sender is none.
        LetterTooLarge: when the report alone does not fit.
    """
    if letter.bundle:
        whole = _message(letter, now, language, attach_bundle=True)
        if len(whole) <= limit_mb * 1_000_000:
            return Draft(whole, bundle_attached=True)
    eml = _message(letter, now, language, attach_bundle=False)
    if len(eml) > limit_mb * 1_000_000:
        raise LetterTooLarge(size_mb=f"{len(eml) / 1_000_000:.1f}", limit_mb=limit_mb)
    return Draft(eml, bundle_attached=False)


def _message(letter: Letter, now: datetime, language: Language, *, attach_bundle: bool) -> bytes:
    message = EmailMessage(policy=SMTP)
    if letter.sender:
        message["From"] = _address(letter.sender)
    message["To"] = [_address(address) for address in letter.to]
    message["Subject"] = _subject(letter, language)
    message["Date"] = format_datetime(now)
    # Outlook and Thunderbird open a file with this header as a letter that is still to be sent.
    message["X-Unsent"] = "1"
    message.set_content(composed(_text(letter, language, attach_bundle=attach_bundle)))
    attached = [letter.report, *([letter.bundle] if letter.bundle and attach_bundle else [])]
    for attachment in attached:
        kind, _, detail = attachment.media_type.partition("/")
        message.add_attachment(attachment.data, maintype=kind, subtype=detail, filename=_one_line(attachment.name))
    # The boundary is made from the content, so that one letter always gives the same bytes.
    message.set_boundary(
        "=_" + hashlib.sha256(b"".join(attachment.digest.encode() for attachment in attached)).hexdigest()[:32]
    )
    return message.as_bytes()


def is_address(text: str) -> bool:
    """Returns whether a text is an e-mail address."""
    return _ADDRESS.match(text) is not None and ".." not in text


def _address(text: str) -> Address:
    text = text.strip()
    if not is_address(text):
        raise NotAnAddress(address=text)
    user, _, domain = text.rpartition("@")
    return Address(username=user, domain=domain)


def _one_line(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in composed(text))
    return " ".join(printable.split())


def _subject(letter: Letter, language: Language) -> str:
    if letter.is_reply:
        subject = sentence(
            "Reply to the self-assessment: case {case}, version {version}",
            case=letter.case_number,
            version=letter.version,
        )
    else:
        subject = sentence(
            "Intelligent factory self-assessment: case {case}, version {version}",
            case=letter.case_number,
            version=letter.version,
        )
    shown = subject.text(language)
    whole = f"{shown} · {letter.factory}" if letter.factory else shown
    # WORKAROUND(email, Python 3.12): a blank between two encoded words is lost on folding; one that does not break is kept.
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "\u00a0", _one_line(whole))


def _attached(letter: Letter) -> Sentence:
    """What is attached, and of whom where the file names somebody."""
    facts = {"name": letter.report.name, "factory": _one_line(letter.factory)}
    if letter.is_reply:
        if letter.factory:
            return sentence("please find attached the reply to {factory}: “{name}”.", **facts)
        return sentence("please find attached the reply “{name}”.", name=letter.report.name)
    if letter.factory:
        return sentence("please find attached the self-assessment report of {factory}: “{name}”.", **facts)
    return sentence("please find attached the self-assessment report “{name}”.", name=letter.report.name)


def _text(letter: Letter, language: Language, *, attach_bundle: bool) -> str:
    lines = [
        sentence("Dear colleagues,"),
        _attached(letter),
        sentence("SHA-256 of the file: {digest}", digest=letter.report.digest),
    ]
    if letter.telephone_code:
        lines.append(
            sentence(
                "Telephone code of the signer's certificate: {code}. To compare it, please call a number you already know, not one from this e-mail.",
                code=letter.telephone_code,
            )
        )
    lines.append(
        sentence("To check it, open the file in Zhijie: it gives one verdict for the whole file, and needs no network.")
    )
    if letter.bundle:
        lines.append(
            sentence("The evidence is attached as “{name}”.", name=letter.bundle.name)
            if attach_bundle
            else sentence(
                "The evidence “{name}” is too large for this e-mail and will be sent separately.",
                name=letter.bundle.name,
            )
        )
        lines.append(sentence("SHA-256 of the evidence: {digest}", digest=letter.bundle.digest))
    return "\n\n".join(line.text(language) for line in lines) + "\n"
