"""A pack as text that is read back as the same pack."""

import json

from models.packs.header import SIGNATURE, plain, signature_lines
from models.packs.text.tree import Node


def yaml_text(root: Node, signature: bytes | None = None) -> bytes:
    """Returns a tree as YAML: one line an entry, every text in quotation marks.

    Args:
        root: a pack's tree.
        signature: its publisher's, in place of the one in the tree; None leaves that.
    """
    lines: list[str] = []
    content = plain(root)
    assert isinstance(content, dict)
    if signature is not None:
        content[SIGNATURE] = signature_lines(signature)
    for key, value in content.items():
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            lines.append(f"{key}:")
            lines.extend(f"- {_line(entry)}" for entry in value)
        else:
            lines.append(f"{key}: {_line(value)}")
    return ("\n".join(lines) + "\n").encode()


def _line(value: object) -> str:
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("\x7f", "\\u007f")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
