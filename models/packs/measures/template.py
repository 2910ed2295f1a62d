"""A measure pack to start from: an example, or existing measures to be given other prices."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from models.packs.text.table import PackTable, is_number, scalar
from models.packs.text.tree import Node, read_tree

_GUIDE = """\
# 举措包模板。改好后：packs inspect 检查，packs install 安装；之后 plan 就会用到。
# A measure pack. When it is filled in: packs inspect checks it, packs install installs it, and plan uses it.
#
# - 编号与已有举措相同，就替换那一项；新编号就是新增。 A known id takes that measure's place, a new id adds one.
# - 费用单位是万元：capex 一次性，opex 每年；low、typical、high 依次不减，都不小于 0。
#   Money is in 万元 (10,000 yuan): capex once, opex a year; low, typical and high rise and are not below 0.
# - mark：Q 自己的报价，E 估计，O 官方，S 二手资料（O、S 要写 sources）。 Q own quote, E estimate, O and S with sources.
# - 方式：own、shared、free、lease；可写 life（年限）、payment（各季付款比例）、stop（停产损失）。随规模变化的数字写 scale 或 per。
#   Ways: own, shared, free, lease; with life, payment, stop if you like. Figures that grow with the factory have scale or per.
# - 每次修改后，version 要提高。 Every change needs a higher version.
# - recipes：哪些举措一起才算做成哪个回答；没有它，新举措只会花钱。
#   recipes: which measures together make an answer true; without one a new measure only costs money.
"""
_EXAMPLE: dict[str, Any] = {
    "measures": [
        {
            "id": "X01",
            "name": {"zh": "示例：自制设备状态看板（请改成您的）", "en": "Example: machine board made in-house"},
            "what": {
                "zh": "电工给主要设备接信号线，车间大屏看开停机。",
                "en": "Our electricians wire the main machines; a screen shows which of them run.",
            },
            "category": "connect",
            "driver": "value",
            "own": {
                "form": {"zh": "自己动手", "en": "our own work"},
                "capex": {"low": 2, "typical": 3, "high": 4, "unit": "wan", "mark": "Q"},
                "opex": {
                    "low": 0,
                    "typical": Decimal("0.2"),
                    "high": Decimal("0.4"),
                    "unit": "wan_per_year",
                    "mark": "Q",
                },
                "duration": {"low": 4, "typical": 6, "high": 8, "unit": "weeks", "mark": "E"},
                "staff": {"low": 4, "typical": 6, "high": 8, "unit": "person_weeks", "mark": "E"},
                "benefit_share": 1,
            },
            "requires": [],
        }
    ],
    "recipes": [
        {
            "answer": "scenarios.SC27.status",
            "value": "partial",
            "any_of": [["X01"]],
            "mark": "I",
            "note": {"zh": "看板能看到部分产线的设备状态。", "en": "The board shows the machines of some lines."},
        }
    ],
}


class _Writer(yaml.SafeDumper):
    """Writes numbers as they were given, and entries as they are in a pack."""


def _as_given(writer: _Writer, node: Node) -> yaml.Node:
    """Returns a value of a pack as it stood there: what had no quotation marks gets none where it is a number or a flag."""
    held = node.value
    if isinstance(held, dict):
        return writer.represent_dict({key: value for key, (_, value) in held.items()})
    if isinstance(held, list):
        return writer.represent_list(held)
    if node.plain and held in {"true", "false"}:
        return writer.represent_bool(held == "true")
    if node.plain and is_number(held):
        return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in held else 'int'}", held)
    return writer.represent_str(held)


_Writer.add_representer(
    Decimal, lambda writer, number: writer.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")
)
_Writer.add_representer(Node, _as_given)


def template(today: date, shipped: Sequence[tuple[str, bytes]], ids: Sequence[str]) -> bytes:
    """Returns the text of a measure pack to fill in.

    Args:
        today: the pack's date.
        shipped: name and content of the catalogue files that are in use.
        ids: measures to begin with, with their present figures; none for one example.
    """
    head = {
        "id": "own-measures",
        "kind": "catalogue",
        "name": {"zh": "本厂举措和报价", "en": "Own measures and quotes"},
        "version": "1",
        "date": today.isoformat(),
        "region": "own",
    }
    entries = _EXAMPLE if not ids else {"measures": _measures(shipped, ids)}
    written = yaml.dump(
        {"pack": head, **entries},
        Dumper=_Writer,
        allow_unicode=True,
        sort_keys=False,
        width=110,
        default_flow_style=None,
    )
    return (_GUIDE + str(written)).encode()


def _measures(shipped: Sequence[tuple[str, bytes]], ids: Sequence[str]) -> list[Node]:
    """Returns the entries of some measures as they are in the files, those of later files in place of earlier ones."""
    entries: dict[str, Node] = {}
    for name, data in shipped:
        for entry in PackTable(read_tree(name, data)).nodes("measures"):
            entries[scalar(PackTable(entry).take("id"))] = entry
    return [entries[id] for id in ids]
