"""The report as its author signed it: what may be in it, and the payload inside."""

import re
import zlib

from models.language import sentence
from reports.signature.fields import PAYLOAD_NAME
from reports.signature.increment import signature_fields
from reports.signature.revision import Irregular, Revision

LARGEST_PAYLOAD_BYTES = 16 * 1024 * 1024
_REFERENCE = re.compile(rb"(?<![0-9.])([1-9][0-9]*) 0 R(?![A-Za-z0-9])")
# Names that make a document act, fetch, hide, or look different from one reader to the next.
_FORBIDDEN = re.compile(
    rb"/(OpenAction|AA|JavaScript|JS|OCProperties|OCGs?|OCMD|OC|XFA|Launch|SubmitForm|ImportData|ResetForm|GoToR|GoToE|Thread|"
    rb"Threads|Sound|Movie|Rendition|RichMedia\w*|Trans|Encrypt|ObjStm|XRef|Perms|DSS|Extensions|Requirements|Collection|"
    rb"NeedAppearances|Alternates|OPI|NeedsRendering|Legal|SpiderInfo|PieceInfo|Hide|Named|SetOCGState|FreeText|Stamp|"
    rb"Redact|Popup|FileAttachment|Screen|Watermark|PrinterMark|TrapNet|Ink|Highlight|StrikeOut|Squiggly|Caret|V|Lock|SV|"
    rb"Type3|UserUnit|TemplateInstantiated|Templates|FFilter|FDecodeParms)(?=[ /\[\]<>()\r\n]|\Z)"
)
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f ]*>", re.DOTALL)
_ESCAPED_NAME = re.compile(rb"/(?!application#2[Ff]json[ />])[^ /\[\]<>()\r\n]*#")
_TAGGED = re.compile(
    rb"<< (?:/A << (?:/ColSpan [0-9]+ )?/O /Table /Scope /(?:Row|Column) >> )?(?:/K (?:[0-9]+(?: 0 R)?|\[ (?:[0-9]+ (?:0 R )?)*\]) )?/P [0-9]+ 0 R (?:/Pg [0-9]+ 0 R )?"
    rb"/S /(?:H[1-6]|L|LBody|LI|Lbl|Link|P|Reference|TBody|TD|TH|THead|TOCI|TR|Table) /Type /StructElem >>"
)
"""Nine of ten objects of a report: an element of the tagged tree with nothing in it but its place and its kind."""
_ANNOTATION = re.compile(rb"/Subtype /(Widget|Link)(?= |$)")
_ACTION = re.compile(rb"/S /(GoTo|URI)(?= |$)")


def check_base(revision: Revision) -> None:
    """Refuses a report that holds anything which could show, do or hide something else than our reports do.

    Raises:
        Irregular: at the first such thing.
    """
    references: dict[int, set[int]] = {}
    widgets: set[int] = set()
    for number in revision.own:
        written = revision.dictionary(number)
        if _TAGGED.fullmatch(written):
            # There is no room in it for anything that is looked for below.
            references[number] = {int(number) for number in _REFERENCE.findall(written)}
            continue
        text = _STRING.sub(b"()", written)
        if b"(" in text.replace(b"()", b"") or _ESCAPED_NAME.search(text):
            raise Irregular(sentence("an object in it is not written as our reports write them"))
        forbidden = _FORBIDDEN.search(text)
        if forbidden:
            raise Irregular(
                sentence(
                    "it contains “{what}”, which our reports never contain",
                    what=forbidden[1].decode("ascii", "replace"),
                )
            )
        if b"/Type /Annot " in text or b"/Type /Annot>" in text:
            kind = _ANNOTATION.search(text)
            if kind is None:
                raise Irregular(sentence("it carries an annotation that our reports never have"))
            if kind[1] == b"Widget":
                widgets.add(number)
        if b"/Type /Action" in text and not _ACTION.search(text):
            raise Irregular(sentence("it carries an action that our reports never have"))
        references[number] = {int(number) for number in _REFERENCE.findall(text)}
    _check_reachable(revision, references)
    if widgets != set(signature_fields(revision).values()):
        raise Irregular(sentence("it has form fields besides the signature boxes"))


def _check_reachable(revision: Revision, references: dict[int, set[int]]) -> None:
    """Every object is used by the document: what is kept aside could be switched on later."""
    seen: set[int] = set()
    waiting = [revision.root, *([revision.info] if revision.info else [])]
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        if number not in references:
            raise Irregular(sentence("it points to object {number}, which does not exist", number=number))
        seen.add(number)
        waiting += references[number] - seen
    if len(seen) != len(references):
        raise Irregular(sentence("it contains objects that no page uses"))


def payload_of(revision: Revision) -> bytes:
    """Returns the data attachment of a report, reply or note.

    Raises:
        Irregular: when there is not exactly one, or it is too large or damaged.
    """
    files, specifications = [], []
    for number in revision.own:
        written = revision.dictionary(number)
        if b"/Type /EmbeddedFile" in written:
            files.append(number)
        if b"/Type /Filespec" in written:
            specifications.append(number)
    if len(files) != 1 or len(specifications) != 1:
        raise Irregular(sentence("it does not contain exactly one data attachment"))
    specification = revision.dictionary(specifications[0])
    named = re.search(rb"/EF << ?/F ([0-9]+) 0 R(?: /UF ([0-9]+) 0 R)? ?>>", specification)
    name = b"(" + PAYLOAD_NAME.encode() + b")"
    if (
        named is None
        or {int(group) for group in named.groups() if group} != {files[0]}
        or b"/F " + name not in specification
    ):
        raise Irregular(sentence("it does not contain exactly one data attachment"))
    raw = revision.raw(files[0])
    head, _, rest = raw.partition(b"\nstream\n")
    data = rest[: -len(b"\nendstream")]
    if b"/Filter" not in head:
        return data
    if b"/Filter /FlateDecode" not in head or b"/DecodeParms" in head:
        raise Irregular(sentence("its data attachment is packed in a way our reports never use"))
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, LARGEST_PAYLOAD_BYTES + 1)
    except zlib.error as error:
        raise Irregular(sentence("its data attachment is damaged")) from error
    if len(unpacked) > LARGEST_PAYLOAD_BYTES:
        raise Irregular(sentence("its data attachment is too large"))
    if not unpacker.eof or unpacker.unused_data.strip(b"\n"):
        raise Irregular(sentence("its data attachment is damaged"))
    return unpacked
