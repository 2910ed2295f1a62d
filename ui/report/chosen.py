"""How the report of one case is written: language, edition, roadmap and cover, as chosen and kept with the case."""

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ui.language import current

if TYPE_CHECKING:
    from reports.payload import ReportOptions

_LANGUAGES = ("zh", "en", "both")
_EDITIONS = ("full", "deidentified")


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """What a person chose for the report of one case."""

    language: Literal["zh", "en", "both"] = "zh"
    edition: Literal["full", "deidentified"] = "full"
    roadmap: bool = True
    subtitle: str = ""
    prepared_by: str = ""
    prepared_for: str = ""
    note: str = ""
    logo_png: bytes = b""
    logo_name: str = ""

    def options(self) -> "ReportOptions":
        """Returns them as the report takes them."""
        from reports.payload import Cover, ReportOptions

        cover = Cover(self.subtitle, self.prepared_by, self.prepared_for, self.note, self.logo_png, self.logo_name)
        return ReportOptions(language=self.language, edition=self.edition, cover=cover)

    def written(self) -> str:
        """Returns them as text, to be stored."""
        kept = {name: getattr(self, name) for name in self.__slots__ if name != "logo_png"}
        return json.dumps(kept | {"logo_png": base64.b64encode(self.logo_png).decode()}, ensure_ascii=False)

    @classmethod
    def read(cls, text: str | None) -> "ReportChoices":
        """Returns what `written` gave; the usual choices where nothing was kept, or what is kept is not readable."""
        usual = cls(language=current())
        if not text:
            return usual
        try:
            kept = json.loads(text)
            choices = cls(**{**kept, "logo_png": base64.b64decode(kept["logo_png"], validate=True)})
        except (ValueError, TypeError, KeyError):
            return usual
        return choices if choices.language in _LANGUAGES and choices.edition in _EDITIONS else usual
