"""The manager prepares the file before he signs it: what a page, a reader or a search engine shows is not what was drawn."""

import re
import zlib

from tests.reports.attacks.collection import (
    SCORE,
    Target,
    attack,
    find,
    last,
    pages,
    plus,
    rebuilt,
    stream,
)
from tests.reports.papers import sign_anyway

_FAMILY = "prepared"
_LEADING = "<feff" + "领航级".encode("utf-16-be").hex() + ">"


def _rewritten(target: Target, pattern: bytes, old: bytes, new: bytes) -> bytes:
    """The report with one object's dictionary changed before signing."""
    number = find(target.unsigned, pattern)
    dictionary = last(target.unsigned).dictionary(number)
    changed = re.sub(old, lambda _: new, dictionary, count=1)
    assert changed != dictionary, old
    raw = last(target.unsigned).raw(number)
    return sign_anyway(rebuilt(target.unsigned, {number: changed + raw[len(dictionary) :]}))


def _with_entries(target: Target, entries: bytes, objects: dict[int, bytes] | None = None) -> bytes:
    """The report with more in its catalog."""
    revision = last(target.unsigned)
    root = plus(revision.dictionary(revision.root), entries)
    return sign_anyway(rebuilt(target.unsigned, {revision.root: root}, objects or {}))


def _new(target: Target) -> int:
    return last(target.unsigned).size


@attack(_FAMILY)
def title_says_more(target: Target) -> bytes:
    """The title that windows and search engines show."""
    return _rewritten(target, rb"/CreationDate", rb"/Title <[0-9a-f]*>", b"/Title " + _LEADING.encode())


@attack(_FAMILY)
def metadata_say_more(target: Target) -> bytes:
    """The same in XMP."""
    number = find(target.unsigned, rb"/Type /Metadata")
    raw = last(target.unsigned).raw(number)
    body = raw.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    changed = re.sub(rb"<dc:description>.*?</dc:description>", b"", body, flags=re.DOTALL)
    assert changed != body
    return sign_anyway(rebuilt(target.unsigned, {number: stream(changed, b"/Subtype /XML /Type /Metadata ")}))


@attack(_FAMILY)
def outline_says_more(target: Target) -> bytes:
    """A bookmark names another tier."""
    return _rewritten(target, rb"/Dest .*/Title", rb"/Title (<[0-9a-f]*>|\([^)]*\))", b"/Title " + _LEADING.encode())


@attack(_FAMILY)
def read_aloud_otherwise(target: Target) -> bytes:
    """A screen reader hears another text than stands on the page."""
    pattern = rb"/S /H1 /Type /StructElem"
    return _rewritten(target, pattern, rb"<< ", b"<< /ActualText " + _LEADING.encode() + b" ")


@attack(_FAMILY)
def picture_described_otherwise(target: Target) -> bytes:
    """The ladder is described with the factory on another step."""
    return _rewritten(target, rb"/S /Figure", rb"/Alt <[0-9a-f]*>", b"/Alt " + _LEADING.encode())


@attack(_FAMILY)
def signature_box_described_otherwise(target: Target) -> bytes:
    """The tip over the assessor's box says that he has confirmed."""
    return _rewritten(target, rb"/T \(assessor1\)", rb"/TU <[0-9a-f]*>", b"/TU " + _LEADING.encode())


@attack(_FAMILY)
def empty_box_drawn_as_signed(target: Target) -> bytes:
    """The empty box of an assessor shows his signature."""
    field = last(target.unsigned).dictionary(find(target.unsigned, rb"/T \(assessor1\)"))
    look = re.search(rb"/N ([0-9]+) 0 R", field)
    assert look
    box = b"/BBox [ 0 0 233.64 92 ] /Subtype /Form /Type /XObject "
    return sign_anyway(rebuilt(target.unsigned, {int(look[1]): stream(SCORE, box)}))


@attack(_FAMILY)
def copied_as_other_text(target: Target) -> bytes:
    """What is copied or searched is another text: the map from glyphs to characters lies."""
    number = find(target.unsigned, rb"/ToUnicode")
    match = re.search(rb"/ToUnicode ([0-9]+) 0 R", last(target.unsigned).dictionary(number))
    assert match
    lie = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <ff> <9886> endbfrange"
    return sign_anyway(rebuilt(target.unsigned, {int(match[1]): stream(lie)}))


@attack(_FAMILY)
def typeface_exchanged_before_signing(target: Target) -> bytes:
    """Two fonts change places: the same codes are other characters."""
    page = last(target.unsigned).dictionary(pages(target.unsigned)[0])
    fonts = re.findall(rb"/F[0-9]\+[0-9] ([0-9]+) 0 R", page)
    assert len(fonts) >= 2
    first, other = (int(number) for number in fonts[:2])
    both = {first: last(target.unsigned).raw(other), other: last(target.unsigned).raw(first)}
    return sign_anyway(rebuilt(target.unsigned, both))


@attack(_FAMILY)
def reading_order_turned_round(target: Target) -> bytes:
    """The tags of the document are read in another order."""
    number = find(target.unsigned, rb"/S /Document")
    dictionary = last(target.unsigned).dictionary(number)
    kids = re.search(rb"/K \[ ([^\]]*)\]", dictionary)
    assert kids
    turned = b" ".join(reversed(re.findall(rb"[0-9]+ 0 R", kids[1])))
    changed = dictionary.replace(kids[1], turned + b" ")
    return sign_anyway(rebuilt(target.unsigned, {number: changed}))


@attack(_FAMILY)
def heading_called_a_remark(target: Target) -> bytes:
    """A part of the document is tagged as something that readers skip."""
    return _rewritten(target, rb"/S /H1 /Type /StructElem", rb"/S /H1", b"/S /Artifact")


@attack(_FAMILY)
def tags_given_other_meanings(target: Target) -> bytes:
    """A role map turns headings into nothing."""
    return _rewritten(target, rb"/Type /StructTreeRoot", rb"<< ", b"<< /RoleMap << /H1 /NonStruct >> ")


@attack(_FAMILY)
def pages_numbered_otherwise(target: Target) -> bytes:
    """The first page calls itself the fifth: the ones before seem to be missing."""
    return _with_entries(target, b" /PageLabels << /Nums [ 0 << /S /D /St 5 >> ] >>")


@attack(_FAMILY)
def window_without_bars(target: Target) -> bytes:
    """The reader hides what would show the signatures."""
    return _rewritten(
        target, rb"/Type /Catalog", rb"/DisplayDocTitle true", b"/DisplayDocTitle true /HideWindowUI true"
    )


@attack(_FAMILY)
def another_language_claimed(target: Target) -> bytes:
    """The document is read aloud in a language that it is not in."""
    return _rewritten(target, rb"/Type /Catalog", rb"/Lang \(zh-CN\)", b"/Lang (en-GB)")


@attack(_FAMILY)
def names_lead_to_other_places(target: Target) -> bytes:
    """Named destinations beside the attachment."""
    page = pages(target.unsigned)[1]
    return _rewritten(
        target, rb"/Type /Catalog", rb"/Names << ", b"/Names << /Dests << /Names [ (a) [ %d 0 R /Fit ] ] >> " % page
    )


@attack(_FAMILY)
def attachment_described_otherwise(target: Target) -> bytes:
    """The words beside the attachment."""
    return _rewritten(target, rb"/Type /Filespec", rb"/Desc <[0-9a-f]*>", b"/Desc " + _LEADING.encode())


@attack(_FAMILY)
def attachment_dated_back(target: Target) -> bytes:
    """The attachment is said to be a year older."""
    return _rewritten(target, rb"/Type /EmbeddedFile", rb"/ModDate \(D:2026", b"/ModDate (D:2025")


@attack(_FAMILY)
def colours_turned_round(target: Target) -> bytes:
    """The profile of the output says what white is."""
    return _rewritten(target, rb"/Type /Catalog", rb"\(sRGB primaries, gamma 2\.2\)", b"(inverted)")


@attack(_FAMILY)
def white_text_on_white(target: Target) -> bytes:
    """Text for search engines that no eye sees."""
    page = last(target.unsigned).dictionary(pages(target.unsigned)[0])
    match = re.search(rb"/Contents ([0-9]+) 0 R", page)
    assert match
    packed = last(target.unsigned).raw(int(match[1])).partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    drawn = zlib.decompress(packed) + b"\nBT 3 Tr /F1+0 9 Tf 60 60 Td <01020304> Tj ET\n"
    return sign_anyway(
        rebuilt(target.unsigned, {int(match[1]): stream(zlib.compress(drawn), b"/Filter /FlateDecode ")})
    )


@attack(_FAMILY)
def assessors_remark_drawn_as_an_annotation(target: Target) -> bytes:
    """A sticky note in the assessor's name is there before anybody signs."""
    page, new = pages(target.unsigned)[0], _new(target)
    listed = plus(last(target.unsigned).dictionary(page), b" /Annots [ %d 0 R ]" % new)
    note = b"<< /Contents " + _LEADING.encode() + b" /Rect [ 50 700 70 720 ] /Subtype /Text /T (L) /Type /Annot >>"
    return sign_anyway(rebuilt(target.unsigned, {page: listed}, {new: note}))


@attack(_FAMILY)
def layer_for_the_printer(target: Target) -> bytes:
    """Optional content that is printed and not shown."""
    new = _new(target)
    group = b"<< /Name (x) /Type /OCG /Usage << /Print << /PrintState /ON >> /View << /ViewState /OFF >> >> >>"
    entries = b" /OCProperties << /D << /Order [ %d 0 R ] >> /OCGs [ %d 0 R ] >>" % (new, new)
    return _with_entries(target, entries, {new: group})


@attack(_FAMILY)
def opens_at_another_page(target: Target) -> bytes:
    """The file opens where the good news stands."""
    return _with_entries(target, b" /OpenAction [ %d 0 R /Fit ]" % pages(target.unsigned)[5])
