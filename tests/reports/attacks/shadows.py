"""Shadow attacks (2021): something is prepared before the manager signs, or signed by a manager who lies."""

import json
import re

from reports.payload.canonical import canonical
from tests.reports.attacks.collection import (
    CHANGED,
    SCORE,
    UNVERIFIABLE,
    Target,
    attack,
    find,
    last,
    pages,
    plus,
    rebuilt,
    stream,
    with_revision,
)
from tests.reports.papers import sign_anyway

_FAMILY = "shadow"


@attack(_FAMILY)
def prepared_layer_hides_the_score(target: Target) -> bytes:
    """Hide: a layer that was off when it was signed."""
    revision = last(target.unsigned)
    new = revision.size
    root = plus(
        revision.dictionary(revision.root), b" /OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (new, new)
    )
    return sign_anyway(rebuilt(target.unsigned, {revision.root: root}, {new: b"<< /Type /OCG /Name (x) >>"}))


@attack(_FAMILY)
def prepared_layer_switched_on_later(target: Target) -> bytes:
    """Hide: the same layer, switched on after signing."""
    signed = prepared_layer_hides_the_score(target)
    revision = last(signed)
    root = revision.dictionary(revision.root).replace(b"/OFF", b"/ON ")
    return with_revision(signed, {revision.root: root})


@attack(_FAMILY)
def prepared_overlay(target: Target) -> bytes:
    """Hide: an annotation covers the score while the manager reads, and is taken away later."""
    page = pages(target.unsigned)[0]
    new = last(target.unsigned).size
    listed = plus(last(target.unsigned).dictionary(page), b" /Annots [%d 0 R]" % new)
    cover = b"<< /Type /Annot /Subtype /Square /Rect [0 0 595 842] /IC [1 1 1] /F 4 >>"
    return sign_anyway(rebuilt(target.unsigned, {page: listed}, {new: cover}))


@attack(_FAMILY)
def prepared_form_field(target: Target) -> bytes:
    """Replace: a text field whose look and value differ."""
    revision = last(target.unsigned)
    new = revision.size
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (score) /DV (LEADING) /Rect [60 400 540 700] /F 4 >>"
    root = re.sub(rb"/Fields \[ ?", b"/Fields [ %d 0 R " % new, revision.dictionary(revision.root))
    return sign_anyway(rebuilt(target.unsigned, {revision.root: root}, {new: field}))


@attack(_FAMILY)
def prepared_hidden_page(target: Target) -> bytes:
    """Hide and replace: a complete other page lies unused in the signed file."""
    new = last(target.unsigned).size
    page = b"<< /Type /Page /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << >> >>" % (new + 1)
    return sign_anyway(rebuilt(target.unsigned, {}, {new: page, new + 1: stream(SCORE)}))


@attack(_FAMILY)
def hidden_page_switched_in(target: Target) -> bytes:
    """Hide and replace: only the cross-reference table changes afterwards."""
    signed = prepared_hidden_page(target)
    hidden = last(signed).objects[last(target.unsigned).size]
    offset = signed.rindex(b"%d 0 obj" % last(target.unsigned).size, 0, hidden[0])
    before = last(signed)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (pages(signed)[0], offset)
    info = b"/Info %d 0 R " % before.info if before.info else b""
    trailer = b"trailer << %s/Root %d 0 R /Size %d /ID [<%s><%s>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        info,
        before.root,
        before.size,
        before.id1,
        before.id2,
        before.table,
        len(signed),
    )
    return signed + table + trailer


@attack(_FAMILY)
def page_painted_before_signing(target: Target) -> bytes:
    """The manager himself signs a page that shows another tier than his answers give."""
    page = pages(target.unsigned)[0]
    new = last(target.unsigned).size
    dictionary = last(target.unsigned).dictionary(page)
    changed = re.sub(rb"/Contents ([0-9]+ 0 R)", b"/Contents [ \\1 %d 0 R ]" % new, dictionary)
    return sign_anyway(rebuilt(target.unsigned, {page: changed}, {new: stream(SCORE)}))


@attack(_FAMILY)
def page_from_another_report(target: Target) -> bytes:
    """The manager signs his pages in another order."""
    tree = find(target.unsigned, rb"/Type /Pages( |>)")
    all_pages = pages(target.unsigned)
    kids = b" ".join(b"%d 0 R" % page for page in [all_pages[1], all_pages[0], *all_pages[2:]])
    body = b"<< /Count %d /Kids [ %s ] /Type /Pages >>" % (len(all_pages), kids)
    return sign_anyway(rebuilt(target.unsigned, {tree: body}))


def _with_payload(target: Target, change: object) -> bytes:
    """The report with an edited data attachment, its pages as they were."""
    from reports.verification.integrity.base import payload_of

    data = json.loads(payload_of(last(target.unsigned)))
    assert callable(change)
    change(data)
    number = find(target.unsigned, rb"/Type /EmbeddedFile")
    head = re.sub(rb" /Filter /FlateDecode", b"", last(target.unsigned).dictionary(number))
    packed = canonical(data)
    head = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(packed), head)
    return rebuilt(target.unsigned, {number: head + b"\nstream\n" + packed + b"\nendstream"})


@attack(_FAMILY, CHANGED)
def tier_raised_in_the_payload(target: Target) -> bytes:
    """The manager writes a better tier into the data and signs."""

    def change(data: dict[str, dict[str, object]]) -> None:
        data["evaluation"]["reached"] = "leading"

    return sign_anyway(_with_payload(target, change))


@attack(_FAMILY, CHANGED)
def answers_raised_in_the_payload(target: Target) -> bytes:
    """The manager adds answers to the data, and leaves the pages alone."""

    def change(data: dict[str, dict[str, dict[str, dict[str, dict[str, object]]]]]) -> None:
        data["case"]["document"]["assessment"]["requirements"]["BR3"] = {"answer": "yes"}

    return sign_anyway(_with_payload(target, change))


@attack(_FAMILY, CHANGED)
def a_status_raised_in_the_payload(target: Target) -> bytes:
    """One condition is called met."""

    def change(data: dict[str, dict[str, list[dict[str, list[dict[str, object]]]]]]) -> None:
        for condition in data["evaluation"]["tiers"][0]["conditions"]:
            condition["status"] = "met"

    return sign_anyway(_with_payload(target, change))


@attack(_FAMILY, CHANGED)
def payload_with_an_unknown_key(target: Target) -> bytes:
    """A key that a newer reader might show."""

    def change(data: dict[str, object]) -> None:
        data["recognised"] = "leading"

    return sign_anyway(_with_payload(target, change))


@attack(_FAMILY, CHANGED)
def two_attachments(target: Target) -> bytes:
    """A second data attachment, so that two readers may take different ones."""
    from reports.verification.integrity.base import payload_of

    revision = last(target.unsigned)
    new = revision.size
    specification = find(target.unsigned, rb"/Type /Filespec")
    second = re.sub(rb"/(U?F) [0-9]+ 0 R", b"/\\1 %d 0 R" % new, revision.dictionary(specification))
    root = re.sub(rb"/AF \[ ?", b"/AF [ %d 0 R " % (new + 1), revision.dictionary(revision.root), count=1)
    body = stream(payload_of(revision), b"/Type /EmbeddedFile /Subtype /application#2fjson ")
    return sign_anyway(rebuilt(target.unsigned, {revision.root: root}, {new: body, new + 1: second}))


@attack(_FAMILY, UNVERIFIABLE)
def another_version_is_said_to_have_drawn_it(target: Target) -> bytes:
    """The manager paints over his page, and excuses the difference with a version that nobody has."""

    def change(data: dict[str, dict[str, object]]) -> None:
        data["program"]["version"] = "0.0.1"

    prepared = _with_payload(target, change)
    page = pages(prepared)[0]
    new = last(prepared).size
    changed = re.sub(rb"/Contents ([0-9]+ 0 R)", b"/Contents [ \\1 %d 0 R ]" % new, last(prepared).dictionary(page))
    return sign_anyway(rebuilt(prepared, {page: changed}, {new: stream(SCORE)}))
