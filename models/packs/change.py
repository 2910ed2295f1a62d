"""What a pack would change here, determined before it is installed."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.language import Sentence, counted, sentence
from models.packs.header import SIGNATURE, plain
from models.packs.opening import OpenedPack
from models.packs.text.tree import Node
from models.rulebook import PackInfo

_MOST_NAMED = 5
"""Entries without English that a sentence names; the JSON names all."""


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """One entry of a pack."""

    kind: str
    """Such as `conditions` or `measures`."""
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}" if self.id else self.kind


@dataclass(frozen=True, slots=True)
class PackChange:
    """The difference between a pack's file and the version that is in use."""

    pack: PackInfo
    installed: PackInfo | None
    """The version in use; None when the pack is new here."""
    added: tuple[ChangedEntry, ...]
    changed: tuple[ChangedEntry, ...]
    removed: tuple[ChangedEntry, ...]
    replaces: tuple[tuple[str, str], ...]
    """For local rules: which condition takes the place of which."""
    informs: tuple[str, ...]
    """For local rules: the conditions that are shown and not counted."""
    in_use: bool
    """Whether this version would be the one in use; an older one is kept beside the newer."""
    unfit: tuple[Sentence, ...] = ()
    """Which local rules do not lie on which edition, with what is missing there: of this pack and of those in use."""
    untranslated: tuple[ChangedEntry, ...] = ()
    """Entries with a text that is given in Chinese alone, so that the Chinese stands in for the English."""
    version_taken: bool = False
    """Whether other content is here under this id and version: it cannot be installed until its version is higher."""

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """What a person should look at before installing: where it does not fit, and where English is missing."""
        if not self.untranslated:
            return self.unfit
        missing = counted(
            "English is missing in {count} entry ({names}); its Chinese is shown instead.",
            "English is missing in {count} entries ({names}); their Chinese is shown instead.",
            count=len(self.untranslated),
            names=tuple(str(entry) for entry in self.untranslated[:_MOST_NAMED])
            + (("…",) if len(self.untranslated) > _MOST_NAMED else ()),
        )
        return (*self.unfit, missing)

    @property
    def text(self) -> Sentence:
        """The whole change in one sentence."""
        facts = {
            "name": self.pack.name,
            "version": self.pack.version,
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
        }
        if self.installed is None:
            return counted(
                "{name} {version} is new here: {count} entry.",
                "{name} {version} is new here: {count} entries.",
                count=len(self.added),
                **facts,
            )
        if self.installed.digest == self.pack.digest:
            return sentence("{name} {version} is already installed; nothing would change.", **facts)
        if self.version_taken:
            return sentence(
                "{name} {version} is installed here with different content: new entries: {added}, changed: {changed}, removed: {removed}. Raise the version to install this pack.",
                **facts,
            )
        if not self.in_use:
            return sentence(
                "{name} {version} is older than {installed}, which remains in use; it would be kept for old reports.",
                installed=self.installed.version,
                **facts,
            )
        return sentence(
            "{name} {version} replaces {installed}: new entries: {added}, changed: {changed}, removed: {removed}.",
            installed=self.installed.version,
            **facts,
        )


def difference(
    new: OpenedPack, old: OpenedPack | None, in_use: bool, version_taken: bool, unfit: tuple[Sentence, ...] = ()
) -> PackChange:
    """Returns what changes from `old` to `new`."""
    after = dict(_entries(new.root))
    before = dict(_entries(old.root)) if old is not None else {}
    replaces: list[tuple[str, str]] = []
    informs: list[str] = []
    for entry, content in after.items():
        if entry.kind == "conditions" and isinstance(content, dict) and new.header.kind == "overlay":
            replaces.extend((entry.id, str(other)) for other in content.get("replaces", ()))
            if content.get("informative") == "true":
                informs.append(entry.id)
    return PackChange(
        pack=new.header.info,
        installed=old.header.info if old is not None else None,
        added=tuple(entry for entry in after if entry not in before),
        changed=tuple(entry for entry in after if entry in before and after[entry] != before[entry]),
        removed=tuple(entry for entry in before if entry not in after),
        replaces=tuple(replaces),
        informs=tuple(informs),
        in_use=in_use,
        version_taken=version_taken,
        unfit=unfit,
        untranslated=untranslated(new.root),
    )


def untranslated(root: Node) -> tuple[ChangedEntry, ...]:
    """Returns the entries of a pack, its head included, with a text that is given in Chinese alone."""
    assert isinstance(root.value, dict)
    head = (ChangedEntry("pack", ""), plain(root.value["pack"][1]))
    return tuple(dict.fromkeys(entry for entry, content in (head, *_entries(root)) if _lacks_english(content)))


def _lacks_english(content: object) -> bool:
    if isinstance(content, dict):
        return ("zh" in content and "en" not in content) or any(map(_lacks_english, content.values()))
    return isinstance(content, list) and any(map(_lacks_english, content))


def _entries(root: Node) -> Iterator[tuple[ChangedEntry, object]]:
    """Yields every named entry with its plain content."""
    assert isinstance(root.value, dict)
    for kind, (_, node) in root.value.items():
        if kind in ("pack", SIGNATURE):
            continue
        if isinstance(node.value, dict):
            for key, (_, value) in node.value.items():
                yield ChangedEntry(kind, key), plain(value)
        elif isinstance(node.value, list):
            for number, value in enumerate(node.value):
                content = plain(value)
                key = str(number)
                if isinstance(content, dict):
                    key = "=".join(
                        str(content[part])
                        for part in ("id", "name", "answer", "value")
                        if isinstance(content.get(part), str)
                    )
                yield ChangedEntry(kind, key or str(number)), content
        else:
            yield ChangedEntry(kind, ""), plain(node)
