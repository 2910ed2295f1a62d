"""The golden report: a stored payload of the first schema, and what its report must be at three depths.

    python -m tests.reports.golden.golden [--payload]

writes the expected files anew after a change that was meant; look at the pages before committing them. A change of
the bytes also needs a new `reports.payload.LAYOUT`. With `--payload` the stored payload is today's report of the sample:
only until the first release, which fixes the schema.
"""

import lzma
import sys
from functools import cache
from pathlib import Path

from PIL import Image

from models.language import LANGUAGES, Language
from reports.content import Content, content_of
from reports.content.blocks import (
    Bullets,
    Callout,
    Cards,
    ChartFigure,
    Heading,
    Paragraph,
    QrCode,
    Signatures,
    Table,
)
from reports.pdf import write_report
from tests.reports.factory import sample_content
from tests.reports.pdf.pages import page_texts, pixels

FOLDER = Path(__file__).parent / "files"
PAYLOAD = FOLDER / "payload-1.json.xz"
PIXEL_PAGES = (0, 1, 2, 3)
"""What is printed as the summary: cover, the two pages of the summary, the statement."""


@cache
def golden_content() -> Content:
    """What the golden report says."""
    return content_of(lzma.decompress(PAYLOAD.read_bytes()))


@cache
def golden_report(language: Language) -> bytes:
    """The golden report."""
    return write_report(golden_content(), language)


def told(content: Content, language: Language) -> str:
    """Returns the content as plain lines, one for each thing that a page shows."""
    lines = [content.cover.title, content.cover.factory, content.cover.tier]
    rows = [text.text(language) for text in lines]
    rows += [f"{label.text(language)}: {value.text(language)}" for label, value in content.cover.facts]
    for block in content.blocks:
        match block:
            case Heading():
                rows.append(f"{'#' * block.level} {block.text.text(language)}")
            case Paragraph():
                rows.append(block.text.text(language))
            case Bullets():
                rows += [f"- {item.text(language)}" for item in block.items]
            case Cards():
                rows += [f"[{card.label.text(language)}] {card.value.text(language)}" for card in block.items]
            case Callout():
                rows.append(f"> {block.title.text(language)}: {block.text.text(language)}")
            case Table():
                rows.append(" | ".join(column.title.text(language) for column in block.columns))
                for row in block.rows:
                    rows.append(
                        " | ".join(
                            f"{cell.text.text(language)} ({cell.note.text(language)})"
                            if cell.note.zh
                            else cell.text.text(language)
                            for cell in row.cells
                        )
                    )
            case ChartFigure():
                rows.append(f"figure: {block.alternative.text(language)}")
            case QrCode():
                rows.append(f"code: {block.data}")
            case Signatures():
                rows += [f"signature: {space.field}" for space in block.spaces]
            case _:
                continue
    return "\n".join(rows) + "\n"


def extracted(language: Language) -> str:
    """Returns the text of the summary, of the statement and of the last page, as a reader extracts it."""
    texts = page_texts(golden_report(language))
    return "\f".join("\n".join(text.split()) for text in (*texts[1:4], texts[-1])) + "\n"


def picture(page: int, scale: float = 0.5) -> Image.Image:
    """Returns one page of the Chinese report in greys, at `scale` pixels a point."""
    count = len(page_texts(golden_report("zh")))
    width, height, values = pixels(golden_report("zh"), page % count, scale)
    return Image.frombytes("L", (width, height), values)


def main() -> None:
    """Writes the expected files anew."""
    if "--payload" in sys.argv[1:]:
        PAYLOAD.write_bytes(lzma.compress(sample_content().payload, preset=9))
    for language in LANGUAGES:
        (FOLDER / f"content-{language}.txt").write_text(told(golden_content(), language), encoding="utf-8")
        (FOLDER / f"text-{language}.txt").write_text(extracted(language), encoding="utf-8")
    for page in PIXEL_PAGES:
        picture(page).save(FOLDER / f"page{page}.png", optimize=True)


if __name__ == "__main__":
    main()
