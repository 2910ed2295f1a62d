"""Incremental saving: something is appended after the signatures (PDF Insecurity, 2019)."""

import re

from tests.reports.attacks.collection import (
    CHANGED,
    SCORE,
    Target,
    attack,
    find,
    last,
    page_tree,
    pages,
    plus,
    stream,
    with_revision,
    without,
)

_FAMILY = "incremental saving"


def _root(pdf: bytes, entries: bytes) -> dict[int, bytes]:
    revision = last(pdf)
    return {revision.root: plus(revision.dictionary(revision.root), entries)}


def _on_page(pdf: bytes, entries: bytes, objects: dict[int, bytes], index: int = 0) -> bytes:
    """Adds an annotation to the list of a page."""
    page = pages(pdf)[index]
    dictionary = last(pdf).dictionary(page)
    if b"/Annots [" in dictionary:
        changed = dictionary.replace(b"/Annots [", b"/Annots [" + entries + b" ")
    else:
        changed = plus(dictionary, b" /Annots [" + entries + b"]")
    return with_revision(pdf, {**objects, page: changed})


@attack(_FAMILY)
def page_content_replaced(target: Target) -> bytes:
    """The stream of a page is swapped in a later revision."""
    revision = last(target.signed)
    content = re.search(rb"/Contents ([0-9]+) 0 R", revision.dictionary(pages(target.signed)[0]))
    assert content
    return with_revision(target.signed, {int(content[1]): stream(SCORE)})


@attack(_FAMILY)
def page_object_points_to_new_content(target: Target) -> bytes:
    """The page object is swapped for one with other content."""
    page = pages(target.signed)[0]
    new = last(target.signed).size
    changed = re.sub(rb"/Contents [0-9]+ 0 R", b"/Contents %d 0 R" % new, last(target.signed).dictionary(page))
    return with_revision(target.signed, {page: changed, new: stream(SCORE)})


@attack(_FAMILY)
def page_content_replaced_after_countersigning(target: Target) -> bytes:
    """The same, after the assessor has signed."""
    revision = last(target.countersigned)
    content = re.search(rb"/Contents ([0-9]+) 0 R", revision.dictionary(pages(target.countersigned)[0]))
    assert content
    return with_revision(target.countersigned, {int(content[1]): stream(SCORE)})


@attack(_FAMILY)
def annotation_laid_over(target: Target) -> bytes:
    """A free text annotation covers the result."""
    new = last(target.signed).size
    look = stream(SCORE, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] ")
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /F 4 /Contents (x) /AP << /N %d 0 R >> >>" % (
        new + 1
    )
    return _on_page(target.signed, b"%d 0 R" % new, {new: note, new + 1: look})


@attack(_FAMILY)
def stamp_laid_over(target: Target) -> bytes:
    """A rubber stamp annotation says approved."""
    new = last(target.signed).size
    note = b"<< /Type /Annot /Subtype /Stamp /Name /Approved /Rect [50 400 500 700] /F 4 >>"
    return _on_page(target.signed, b"%d 0 R" % new, {new: note})


@attack(_FAMILY)
def text_field_laid_over(target: Target) -> bytes:
    """A new form field shows another result."""
    revision = last(target.signed)
    new = revision.size
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (score) /V (LEADING) /DA (/Helv 30 Tf 0 g) /F 4"
        b" /Rect [60 400 540 700] >>"
    )
    root = re.sub(rb"/Fields \[ ?", b"/Fields [ %d 0 R " % new, revision.dictionary(revision.root))
    page = pages(target.signed)[0]
    listed = plus(revision.dictionary(page), b" /Annots [%d 0 R]" % new)
    return with_revision(target.signed, {new: field, revision.root: root, page: listed})


@attack(_FAMILY)
def layer_switched_on(target: Target) -> bytes:
    """Optional content appears in the catalog."""
    new = last(target.signed).size
    objects = _root(target.signed, b" /OCProperties << /OCGs [%d 0 R] /D << /ON [%d 0 R] >> >>" % (new, new))
    return with_revision(target.signed, {**objects, new: b"<< /Type /OCG /Name (x) >>"})


@attack(_FAMILY)
def script_runs_on_opening(target: Target) -> bytes:
    """A script in the catalog runs when the file is opened."""
    return with_revision(
        target.signed, _root(target.signed, b" /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
    )


@attack(_FAMILY)
def script_in_the_name_tree(target: Target) -> bytes:
    """A document-level script, beside the attachment."""
    revision = last(target.signed)
    root = re.sub(
        rb"/Names <<",
        b"/Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (1) >>] >> ",
        revision.dictionary(revision.root),
    )
    return with_revision(target.signed, {revision.root: root})


@attack(_FAMILY)
def xfa_form_added(target: Target) -> bytes:
    """An XFA form replaces the pages in readers that know it."""
    revision = last(target.signed)
    root = re.sub(rb"/AcroForm << ?", b"/AcroForm << /XFA (<xdp/>) ", revision.dictionary(revision.root))
    return with_revision(target.signed, {revision.root: root})


@attack(_FAMILY)
def page_removed(target: Target) -> bytes:
    """The page with the contradictions is gone."""
    tree, all_pages = page_tree(target.signed), pages(target.signed)
    kids = b" ".join(b"%d 0 R" % page for page in all_pages[:-1])
    return with_revision(
        target.signed, {tree: b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(all_pages) - 1, kids)}
    )


@attack(_FAMILY)
def pages_reordered(target: Target) -> bytes:
    """The last page comes first."""
    tree, all_pages = page_tree(target.signed), pages(target.signed)
    kids = b" ".join(b"%d 0 R" % page for page in all_pages[::-1])
    return with_revision(target.signed, {tree: b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(all_pages), kids)})


@attack(_FAMILY)
def page_inserted(target: Target) -> bytes:
    """A new first page with another result."""
    tree, all_pages = page_tree(target.signed), pages(target.signed)
    new = last(target.signed).size
    kids = b" ".join(b"%d 0 R" % page for page in [new, *all_pages])
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << >> >>" % (
        tree,
        new + 1,
    )
    tree_object = b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(all_pages) + 1, kids)
    return with_revision(target.signed, {tree: tree_object, new: page, new + 1: stream(SCORE)})


@attack(_FAMILY)
def font_program_swapped(target: Target) -> bytes:
    """The glyphs of the font change their looks: a 1 becomes a 4."""
    descriptor = find(target.signed, rb"/FontFile2 ")
    program = re.search(rb"/FontFile2 ([0-9]+) 0 R", last(target.signed).dictionary(descriptor))
    assert program
    return with_revision(target.signed, {int(program[1]): stream(b"\0\1\0\0", b"/Length1 4 ")})


@attack(_FAMILY)
def glyphs_mapped_to_other_text(target: Target) -> bytes:
    """What is copied or read aloud differs from what is seen."""
    font = find(target.signed, rb"/ToUnicode ")
    table = re.search(rb"/ToUnicode ([0-9]+) 0 R", last(target.signed).dictionary(font))
    assert table
    return with_revision(target.signed, {int(table[1]): stream(b"begincmap endcmap")})


@attack(_FAMILY)
def payload_swapped(target: Target) -> bytes:
    """Another data attachment stands in the place of the signed one."""
    number = find(target.signed, rb"/Type /EmbeddedFile")
    body = stream(b'{"format":"zhijie-report"}', b"/Type /EmbeddedFile /Subtype /application#2Fjson ")
    return with_revision(target.signed, {number: body})


@attack(_FAMILY)
def payload_stripped(target: Target) -> bytes:
    """The catalog forgets the attachment."""
    revision = last(target.signed)
    root = without(revision.dictionary(revision.root), rb" /AF \[[^\]]*\]")
    return with_revision(target.signed, {revision.root: root})


@attack(_FAMILY)
def metadata_replaced(target: Target) -> bytes:
    """Title and dates change."""
    number = find(target.signed, rb"/Type /Metadata")
    return with_revision(target.signed, {number: stream(b"<x:xmpmeta/>", b"/Type /Metadata /Subtype /XML ")})


@attack(_FAMILY)
def tags_replaced(target: Target) -> bytes:
    """A screen reader hears something else."""
    number = find(target.signed, rb"/Type /StructTreeRoot|/StructTreeRoot")
    root = re.search(rb"/StructTreeRoot ([0-9]+) 0 R", last(target.signed).dictionary(number))
    assert root
    return with_revision(target.signed, {int(root[1]): b"<< /Type /StructTreeRoot /K [] >>"})


@attack(_FAMILY)
def signed_field_moved(target: Target) -> bytes:
    """The manager's visible signature moves over the result."""
    number = find(target.signed, rb"/T \(manager\)")
    moved = re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [60 400 540 700]", last(target.signed).dictionary(number))
    return with_revision(target.signed, {number: moved})


@attack(_FAMILY)
def signed_field_restyled(target: Target) -> bytes:
    """The look of the manager's signature is swapped."""
    number = find(target.signed, rb"/T \(manager\)")
    look = re.search(rb"/N ([0-9]+) 0 R", last(target.signed).dictionary(number))
    assert look
    body = stream(SCORE, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] ")
    return with_revision(target.signed, {int(look[1]): body})


@attack(_FAMILY)
def empty_field_enlarged(target: Target) -> bytes:
    """The box that waits for the assessor grows over the page and gets a look of its own."""
    number = find(target.signed, rb"/T \(assessor1\)")
    new = last(target.signed).size
    changed = re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [0 0 595 842]", last(target.signed).dictionary(number))
    changed = re.sub(rb"/AP << ?/N [0-9]+ 0 R ?>>", b"/AP << /N %d 0 R >>" % new, changed)
    look = stream(SCORE, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] ")
    return with_revision(target.signed, {number: changed, new: look})


@attack(_FAMILY)
def nothing_but_a_trailer(target: Target) -> bytes:
    """A revision that changes nothing yet."""
    return with_revision(target.signed, {})


@attack(_FAMILY)
def validation_data_added(target: Target) -> bytes:
    """A security store that nobody signed, allowed by the standard and used to smuggle."""
    new = last(target.signed).size
    objects = _root(target.signed, b" /DSS << /Certs [ %d 0 R ] >>" % new)
    return with_revision(target.signed, {**objects, new: stream(b"x")})


@attack(_FAMILY)
def extensions_changed(target: Target) -> bytes:
    """The catalog declares another extension level."""
    revision = last(target.signed)
    root = revision.dictionary(revision.root).replace(b"/ExtensionLevel 1", b"/ExtensionLevel 8")
    return with_revision(target.signed, {revision.root: root})


@attack(_FAMILY)
def certification_taken_away(target: Target) -> bytes:
    """Without /Perms the report is no longer certified."""
    revision = last(target.signed)
    root = without(revision.dictionary(revision.root), rb" /Perms << /DocMDP [0-9]+ 0 R >>")
    return with_revision(target.signed, {revision.root: root})


@attack(_FAMILY)
def signature_taken_out_of_its_field(target: Target) -> bytes:
    """The manager's field is empty again."""
    number = find(target.signed, rb"/T \(manager\)")
    return with_revision(target.signed, {number: without(last(target.signed).dictionary(number), rb" /V [0-9]+ 0 R")})


@attack(_FAMILY)
def another_catalog(target: Target) -> bytes:
    """The trailer names another root with other pages."""
    revision = last(target.signed)
    new = revision.size
    return with_revision(target.signed, {new: revision.dictionary(revision.root)}, root=new)


@attack(_FAMILY)
def outline_points_outside(target: Target) -> bytes:
    """A bookmark opens another file."""
    number = find(target.signed, rb"/Type /Outlines|/Outlines ")
    outline = re.search(rb"/Outlines ([0-9]+) 0 R", last(target.signed).dictionary(number))
    assert outline
    return with_revision(target.signed, {int(outline[1]): b"<< /Type /Outlines /A << /S /Launch /F (x.exe) >> >>"})


@attack(_FAMILY)
def page_labels_added(target: Target) -> bytes:
    """Pages count from another number."""
    return with_revision(target.signed, _root(target.signed, b" /PageLabels << /Nums [0 << /St 9 >>] >>"))


@attack(_FAMILY, CHANGED)
def page_box_cropped(target: Target) -> bytes:
    """The crop box hides the half of the page that says no."""
    page = pages(target.signed)[2]
    return with_revision(
        target.signed, {page: plus(last(target.signed).dictionary(page), b" /CropBox [0 400 595 842]")}
    )


@attack(_FAMILY)
def unused_object_kept_for_later(target: Target) -> bytes:
    """An object that nothing uses yet."""
    return with_revision(target.signed, {last(target.signed).size: stream(SCORE)})
