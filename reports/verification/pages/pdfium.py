"""Looking at pages with PDFium."""


def page_text(pdf: bytes) -> str:
    """Returns the text of all pages without any blanks, in the order in which it is drawn."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        parts = []
        for page in document:
            reader = page.get_textpage()
            parts.append(reader.get_text_bounded())
            reader.close()
            page.close()
    finally:
        document.close()
    return "".join("".join(parts).split())
