"""Objects, cross-reference tables and files that two readers read differently."""

import re
from io import BytesIO

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

_FAMILY = "structure"


@attack(_FAMILY)
def cross_reference_stream_appended(target: Target) -> bytes:
    """The new revision uses a cross-reference stream, which some readers prefer."""
    pdf = target.signed
    before = last(pdf)
    page = pages(pdf)[0]
    body = b"%d 0 obj\n%s\nendobj\n" % (page, before.dictionary(page))
    number = before.size
    at = len(pdf) + len(body)
    rows = b"\x01" + len(pdf).to_bytes(4, "big") + b"\0"
    rows += b"\x01" + at.to_bytes(4, "big") + b"\0"
    table = b"%d 0 obj\n<< /Type /XRef /Size %d /Root %d 0 R /Prev %d /W [1 4 1] /Index [%d 1 %d 1] /Length %d >>\n" % (
        number,
        number + 1,
        before.root,
        before.table,
        page,
        number,
        len(rows),
    )
    return pdf + body + table + b"stream\n" + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


@attack(_FAMILY)
def hybrid_cross_references(target: Target) -> bytes:
    """A table for one reader, a stream for the other."""
    return with_revision(target.signed, {}, extra=b" /XRefStm 17")


@attack(_FAMILY)
def objects_in_an_object_stream(target: Target) -> bytes:
    """The catalog hides in an object stream."""
    before = last(target.signed)
    catalog = before.dictionary(before.root)
    head = b"%d 0 " % before.root
    body = stream(head + catalog, b"/Type /ObjStm /N 1 /First %d " % len(head))
    return with_revision(target.signed, {before.size: body})


@attack(_FAMILY)
def tables_in_a_loop(target: Target) -> bytes:
    """The last table names itself as the one before it."""
    grown = with_revision(target.signed, {})
    start = int(grown.rsplit(b"startxref\n", 1)[1].split(b"\n", 1)[0])
    return grown.replace(b"/Prev %d >>" % last(target.signed).table, b"/Prev %d >>" % start)


@attack(_FAMILY)
def tables_skip_a_revision(target: Target) -> bytes:
    """The countersigned revision continues the unsigned one, past the manager's signature."""
    pdf = target.countersigned
    before = last(target.signed)
    skipped = last(target.unsigned).table
    shown = b"/Prev %d" % skipped
    old = b"/Prev %d" % before.table
    return pdf.replace(old, shown.ljust(len(old)))


@attack(_FAMILY)
def encryption_claimed(target: Target) -> bytes:
    """The trailer says that the file is encrypted."""
    new = last(target.signed).size
    objects = {new: b"<< /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -1 >>"}
    return with_revision(target.signed, objects, extra=b" /Encrypt %d 0 R" % new)


@attack(_FAMILY)
def entry_twice_in_a_table(target: Target) -> bytes:
    """One object, two places."""
    grown = with_revision(
        target.signed, {pages(target.signed)[0]: last(target.signed).dictionary(pages(target.signed)[0])}
    )
    section = re.search(rb"xref\n([0-9]+ 1\n[0-9]{10} 00000 n \n)", grown[len(target.signed) :])
    assert section
    return grown.replace(section[1], section[1] * 2)


@attack(_FAMILY)
def object_freed(target: Target) -> bytes:
    """A later table frees the page with the contradictions."""
    grown = with_revision(target.signed, {pages(target.signed)[-1]: b"null"})
    return re.sub(rb"([0-9]{10}) 00000 n (\ntrailer)", rb"0000000000 00001 f \2", grown)


@attack(_FAMILY)
def other_generation(target: Target) -> bytes:
    """An object with another generation number."""
    page = pages(target.signed)[0]
    grown = with_revision(target.signed, {page: last(target.signed).dictionary(page)})
    tail = grown[len(target.signed) :].replace(b"%d 0 obj" % page, b"%d 1 obj" % page).replace(b" 00000 n", b" 00001 n")
    return target.signed + tail


@attack(_FAMILY, UNVERIFIABLE)
def comment_between_objects(target: Target) -> bytes:
    """Signed by the manager: a comment stands where no reader looks."""
    pdf = rebuilt(target.unsigned)
    place = pdf.rindex(b"xref\n0 ")
    moved = pdf[:place] + b"% hidden\n" + pdf[place:]
    return _signed_loosely(moved.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + 9)))


@attack(_FAMILY, UNVERIFIABLE)
def object_defined_twice(target: Target) -> bytes:
    """Signed by the manager: two bodies for one number, for readers that rebuild tables."""
    pdf = rebuilt(target.unsigned)
    place = pdf.rindex(b"xref\n0 ")
    body = b"%d 0 obj\n%s\nendobj\n" % (pages(pdf)[0], last(pdf).dictionary(pages(pdf)[0]))
    moved = pdf[:place] + body + pdf[place:]
    return _signed_loosely(moved.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(body))))


@attack(_FAMILY)
def key_twice_in_a_dictionary(target: Target) -> bytes:
    """Signed by the manager: the first reader takes one content, the second the other."""
    page = pages(target.unsigned)[0]
    new = last(target.unsigned).size
    body = plus(last(target.unsigned).dictionary(page), b" /Contents %d 0 R" % new)
    return sign_anyway(rebuilt(target.unsigned, {page: body}, {new: stream(SCORE)}))


@attack(_FAMILY)
def two_pages_share_a_content(target: Target) -> bytes:
    """Signed by the manager: one page shows another's content."""
    first, second = pages(target.unsigned)[:2]
    shown = re.search(rb"/Contents [0-9]+ 0 R", last(target.unsigned).dictionary(second))
    assert shown
    body = re.sub(rb"/Contents [0-9]+ 0 R", shown[0], last(target.unsigned).dictionary(first))
    return sign_anyway(rebuilt(target.unsigned, {first: body}))


@attack(_FAMILY)
def page_rotated(target: Target) -> bytes:
    """Signed by the manager: a page stands on its head."""
    page = pages(target.unsigned)[0]
    body = plus(last(target.unsigned).dictionary(page), b" /Rotate 180")
    return sign_anyway(rebuilt(target.unsigned, {page: body}))


@attack(_FAMILY)
def name_spelled_with_escapes(target: Target) -> bytes:
    """Signed by the manager: a forbidden name in another spelling."""
    revision = last(target.unsigned)
    body = plus(revision.dictionary(revision.root), b" /Open#41ction << /S /JavaScript /JS (1) >>")
    return sign_anyway(rebuilt(target.unsigned, {revision.root: body}))


@attack(_FAMILY)
def link_leads_elsewhere(target: Target) -> bytes:
    """Signed by the manager: a link of the contents opens a program."""
    number = find(target.unsigned, rb"/Subtype /Link")
    body = last(target.unsigned).dictionary(number)
    changed = re.sub(rb"/(Dest|A) (\[[^\]]*\]|<<[^>]*>>)", b"/A << /S /Launch /F (x.exe) >>", body)
    return sign_anyway(rebuilt(target.unsigned, {number: changed}))


@attack(_FAMILY, CHANGED)
def written_again_by_another_program(target: Target) -> bytes:
    """Saved by a PDF library: honest in content, and no longer what was signed."""
    import pikepdf

    written = BytesIO()
    with pikepdf.open(BytesIO(target.signed)) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


@attack(_FAMILY, UNVERIFIABLE)
def packed_by_another_program(target: Target) -> bytes:
    """The same, with everything in object streams: not recognisable as one of ours."""
    import pikepdf

    written = BytesIO()
    with pikepdf.open(BytesIO(target.signed)) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


@attack(_FAMILY)
def linearised(target: Target) -> bytes:
    """Prepared for the web."""
    import pikepdf

    written = BytesIO()
    with pikepdf.open(BytesIO(target.signed)) as pdf:
        pdf.save(written, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


@attack(_FAMILY, UNVERIFIABLE)
def really_encrypted(target: Target) -> bytes:
    """Behind an empty password."""
    import pikepdf

    written = BytesIO()
    with pikepdf.open(BytesIO(target.signed)) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(owner="x", user=""))
    return written.getvalue()


@attack(_FAMILY)
def line_ends_converted(target: Target) -> bytes:
    """A mail program turned line feeds into carriage returns and line feeds."""
    return target.signed.replace(b"\n", b"\r\n")


def _signed_loosely(pdf: bytes) -> bytes:
    """Signed as far as possible: our own writer already refuses to read such a file."""
    from reports.signature.revision import Irregular

    try:
        return sign_anyway(pdf)
    except Irregular:
        from tests.reports.attacks.certifying import with_pyhanko

        return with_pyhanko(pdf, "manager", certify=True)
