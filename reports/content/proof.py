"""What backs the report: evidence, rule packs, sources, history, statement, verification."""

import hashlib
from collections.abc import Mapping
from typing import Any

from models.language import Text
from reports.content.blocks import (
    EMPTY,
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Heading,
    Paragraph,
    QrCode,
    Row,
    Signatures,
    SignatureSpace,
    Table,
    Voice,
)
from reports.content.choice import near_subsidies
from reports.content.front import Data, case_number, enterprise, label_of, notice, reached_name
from reports.content.words import _, either, joined, listed, number, or_dash, plain, read

_BRIEF = 60
"""Characters of an answer that the history shows."""


def evidence(data: Data) -> list[Block]:
    """Returns every piece of evidence with its SHA-256."""
    blocks: list[Block] = [Heading(1, _("Evidence index"), "evidence")]
    if not data["evidence"]:
        return [*blocks, Paragraph(_("No evidence was attached."))]
    blocks.append(
        Paragraph(
            _(
                "Each file is identified by its SHA-256. A copy with the same digest is the same file; the files themselves are sent alongside the report."
            ),
            Voice.NOTE,
        )
    )
    rows = []
    for index, each in enumerate(data["evidence"], start=1):
        behind = listed(list(dict.fromkeys(label_of(data, answer) for answer in each["answers"])))
        size = f"{number(round(each['size'] / 1024, 1))} KB" if each["size"] is not None else ""
        rows.append(
            Row(
                (
                    Cell(plain(index), anchor=f"evidence-{index}"),
                    Cell(
                        or_dash(plain(each["name"])),
                        note=joined(
                            *(_kind(each["media_type"]), plain(size), _validity(data, each), plain(each["note"])),
                            zh="，",
                            en=", ",
                        ),
                    ),
                    Cell(or_dash(behind)),
                    Cell(plain(each["digest"])),
                )
            )
        )
    blocks.append(
        Table(
            EMPTY,
            (Column(_("No."), 6), Column(_("File"), 28), Column(_("Behind"), 32), Column(_("SHA-256"), 34)),
            tuple(rows),
        )
    )
    return blocks


def _validity(data: Data, each: dict[str, Any]) -> Text:
    """Until when a piece of evidence holds, and whether that was past on the day of the evaluation."""
    last_day = each["valid_until"]
    if not last_day:
        return EMPTY
    if last_day < data["day"]:
        return _("expired on {day}", day=plain(last_day))
    return _("valid until {day}", day=plain(last_day))


def _kind(media_type: str) -> Text:
    """Returns what kind of file it is, in a word that people use."""
    words = {
        "application/pdf": _("PDF document"),
        "text/csv": _("table (CSV)"),
        "text/plain": _("text file"),
        "application/zip": _("archive (ZIP)"),
        "application/msword": _("Word document"),
        "application/vnd.ms-excel": _("Excel workbook"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Word document"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Excel workbook"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": _("presentation"),
    }
    families = {"image": _("picture"), "video": _("film"), "audio": _("sound recording"), "text": _("text file")}
    return words.get(media_type) or families.get(media_type.partition("/")[0]) or (_("file") if media_type else EMPTY)


def rules(data: Data) -> list[Block]:
    """Returns the packs with their digests, and the sources."""
    # Subsidies of other regions are only in the data, and so are their sources.
    named = {key for step in (data["roadmap"] or {}).get("steps", ()) for key in step["price_sources"]}
    named |= {key for subsidy in near_subsidies(data) for key in subsidy["sources"]}
    kinds = {"rulebook": _("rulebook"), "overlay": _("local rules"), "catalogue": _("measures")}
    blocks: list[Block] = [
        Heading(1, _("Rules, measures and sources"), "rules"),
        Heading(2, _("Packs used"), "rules-packs"),
        Table(
            EMPTY,
            (
                Column(_("Pack"), 34),
                Column(_("Version and date"), 20),
                Column(_("Kind and region"), 16),
                Column(_("SHA-256 and publisher"), 30),
            ),
            tuple(
                Row(
                    (
                        Cell(read(pack["name"]), note=plain(pack["id"])),
                        Cell(plain(pack["version"]), note=plain(pack["date"])),
                        Cell(
                            kinds.get(pack["kind"], plain(pack["kind"])),
                            note=_("national") if pack["region"] == "national" else plain(pack["region"]),
                        ),
                        Cell(plain(pack["digest"]), note=_publisher(pack["publisher"])),
                    )
                )
                for pack in data["packs"]
            ),
        ),
        Heading(2, _("Sources"), "rules-sources"),
        Paragraph(
            _(
                "The keys in square brackets of this report. Texts of sources are not reproduced; facts and figures only."
            ),
            Voice.NOTE,
        ),
        Table(
            EMPTY,
            (Column(_("Key"), 10), Column(_("Source"), 50), Column(_("Where"), 40)),
            tuple(
                Row(
                    (
                        Cell(plain(each["key"])),
                        Cell(either(each["what"])),
                        Cell(or_dash(joined(either(each["where"]), read(each["no_address"])))),
                    )
                )
                for each in data["sources"]
                if each["book"] == "rulebook" or each["key"] in named
            ),
        ),
    ]
    return blocks


def _publisher(line: Mapping[str, str] | None) -> Text:
    """Returns who signed a pack, with the code by which the reader knows the certificate."""
    if line is None:
        return _("not signed by a publisher")
    return _(
        "signed by {name} ({organisation}), code {code}",
        name=line["name"],
        organisation=line["organisation"] or "–",
        code=line["code"],
    )


def answers_to(data: Data) -> list[Block]:
    """Returns the factory's answers to findings of reviewers, as its own words; nothing where there are none."""
    if not data["answers_to"]:
        return []
    return [
        Heading(1, _("Answers to the reviewer's remarks"), "answers-to"),
        Paragraph(_("In the factory's own words; not worked out by the program."), Voice.NOTE),
        Table(
            EMPTY,
            (
                Column(_("Item"), 20),
                Column(_("Remark"), 30),
                Column(_("Answer of the factory"), 32),
                Column(_("Evidence and changed answers"), 18),
            ),
            tuple(
                Row(
                    (
                        Cell(plain(each["item"]), note=plain(f"{each['reply'][:8]} · {each['position']}")),
                        Cell(or_dash(plain(each["finding"])), note=plain(each["reviewer"])),
                        Cell(or_dash(plain(each["text"]))),
                        Cell(
                            or_dash(plain(", ".join(digest[:12] for digest in each["evidence"]))),
                            note=plain(", ".join(each["changed"])),
                        ),
                    )
                )
                for each in data["answers_to"]
            ),
        ),
    ]


def history(data: Data) -> list[Block]:
    """Returns the changes, oldest first."""
    blocks: list[Block] = [Heading(1, _("Change history"), "history")]
    if not data["history"]:
        return [*blocks, Paragraph(_("No changes are listed in this edition."))]
    blocks.append(
        Table(
            EMPTY,
            (
                Column(_("When"), 18),
                Column(_("What"), 24),
                Column(_("Old"), 21),
                Column(_("New"), 21),
                Column(_("Why, in the factory's own words"), 16),
            ),
            tuple(
                Row(
                    (
                        Cell(plain(each["when"][:16].replace("T", " "))),
                        Cell(read(each["what"])),
                        Cell(or_dash(_brief(each["old_words"]))),
                        Cell(or_dash(_brief(each["new_words"]))),
                        Cell(or_dash(plain(each["why"]))),
                    )
                )
                for each in data["history"]
            ),
        )
    )
    return blocks


def _brief(value: dict[str, str]) -> Text:
    """Returns an answer of the history; of a long text only the beginning, as its chapter and the data have it in full."""
    whole = read(value)
    zh, en = (text if len(text) <= _BRIEF else text[: _BRIEF - 1].rstrip() + "…" for text in (whole.zh, whole.en))
    return Text(zh, en)


def removed(data: Data) -> list[Block]:
    """Returns what the de-identified edition leaves out; nothing for the full one."""
    if data["report"]["edition"] != "deidentified":
        return []
    return [
        Heading(1, _("What was removed from this edition"), "removed"),
        Paragraph(
            _(
                "This edition names no one. Choices, figures and dates are unchanged, so that the result can still be recalculated."
            )
        ),
        Bullets(tuple(read(each) for each in data["report"]["removed"])),
    ]


def statement(data: Data, attached: bytes) -> list[Block]:
    """Returns the truthfulness statement with the rooms for signatures, bound to the data by their code."""
    return [
        Heading(1, _("Statement of truthfulness"), "statement", fresh=True),
        Paragraph(
            _(
                "We, {enterprise}, state for case {case}, version {version}:",
                enterprise=enterprise(data),
                case=case_number(data),
                version=data["case"]["version"],
            ),
            Voice.STRONG,
        ),
        Bullets(
            (
                _(
                    "the answers, figures and evidence in this report are true, complete and our own, and describe the factory as it is;"
                ),
                _("contradictions that the program found are printed in this report and have not been removed;"),
                _(
                    "we understand that the result is a self-assessment for reference and that only the competent authority can recognise a tier;"
                ),
                _("we will present the original evidence on request, and we are legally liable for false statements."),
            ),
            numbered=True,
        ),
        Callout(
            joined(_("Self-assessed tier"), reached_name(data), zh="：", en=": "),
            notice(),
        ),
        Signatures(
            (
                SignatureSpace(
                    "manager",
                    _("Manager of the enterprise"),
                    _("certifies the report; nothing may be changed afterwards"),
                ),
                SignatureSpace("consultant", _("Consultant"), _("optional"), optional=True),
                SignatureSpace("assessor1", _("Assessor 1"), _("signs after review")),
                SignatureSpace("assessor2", _("Assessor 2"), _("signs after review")),
            )
        ),
        Paragraph(
            _(
                "The electronic signatures in these fields are PAdES signatures of the named persons. They are not electronic seals under GB/T 38540, and SM2 is not used."
            ),
            Voice.NOTE,
        ),
        Paragraph(
            _(
                "Data code: {code}. On paper this is a copy; how the file is verified stands in the last chapter.",
                code=data_code(attached),
            ),
            Voice.NOTE,
            link="verification",
        ),
    ]


def data_code(payload: bytes) -> str:
    """Returns the code of the data attachment that can be read out by telephone: 16 digits in groups of four."""
    digits = hashlib.sha256(payload).hexdigest()[:16].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


_WHOLE = {"zh": 360.0, "en": 400.0, "both": 530.0}
"""Points that the chapter on verification takes, by the report's language: whoever holds its page needs no other."""


def verification(data: Data, payload: bytes) -> list[Block]:
    """Returns how anybody can check the file."""
    digest = hashlib.sha256(payload).hexdigest()
    lines = (
        f"zhijie-report v1;case={data['case']['number']};version={data['case']['version']};"
        f"tier={data['evaluation']['reached'] or 'none'};payload-sha256={digest}"
    )
    return [
        Heading(1, _("How to verify this report"), "verification", room=_WHOLE[data["report"]["language"]]),
        Bullets(
            (
                _(
                    "Open the file in Zhijie on the “Inbox” page, or run “zhijie verify FILE.pdf”. No network is needed."
                ),
                _(
                    "The verdict covers the whole file: valid, signer not confirmed, changed after signing, or cannot be verified. The program recalculates the result from the attached data and compares it with the pages."
                ),
                _(
                    "Seeing a signer for the first time, call them under a number that you know, not one from the e-mail, and compare the telephone code that the program shows for their certificate."
                ),
                _(
                    "Compare the data code below with the one that the program shows. A printed page is a copy; only the file can be verified."
                ),
            ),
            numbered=True,
        ),
        QrCode(
            lines,
            _("QR code with case number, version, tier and the SHA-256 of the attached data"),
            (
                joined(_("Data code (to be read out by telephone)"), plain(data_code(payload)), zh="：", en=": "),
                joined(_("SHA-256 of the attached data"), plain(digest), zh="：", en=": "),
                _("Case {number}, version {version}", number=case_number(data), version=data["case"]["version"]),
                _("Program: Zhijie {version}", version=data["program"]["version"]),
            ),
        ),
        Heading(2, _("What is inside the file"), "verification-inside"),
        Paragraph(
            _(
                "The file contains all data of this report as JSON ({name}). Every line on every page is made from it and from nothing else.",
                name="zhijie-payload.json",
            )
        ),
    ]
