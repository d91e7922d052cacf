"""Who reads: in which language, and how the links of their pages are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.document import LANGUAGES, Language
from service.search.request import COLLAPSE, Face, SearchRequest
from service.voice import Voice

Pairs = tuple[tuple[str, str], ...]
"""Arguments of an address as (name, value)."""

USUAL_TWINS = COLLAPSE
"""What becomes of twins on pages unless the reader says otherwise."""

OTHERWISE: Language = "en"
"""The language of the interface where the reader's are all unknown to it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody in front of a page.

    `results` is the address of the results page. `keep` is what every link repeats: the interface language, if the address asked for it.
    """

    voice: Voice
    results: str = "/search"
    keep: Pairs = ()

    @property
    def face(self) -> Face:
        """The face that a search is answered to."""
        return Face(base=self.results, ui=self.voice.lang, strict=False, keep=self.keep, twins=USUAL_TWINS, timeline=True)

    def link(self, asked: SearchRequest, path: str | None = None) -> str:
        """The address of this search, or of another page of ours that remembers it."""
        return address(path or self.results, (*asked.arguments(), *self.keep))

    def hidden(self, asked: SearchRequest, *but: str) -> Pairs:
        """What a form repeats in hidden inputs: the whole search but the arguments that it asks for itself."""
        return (*((name, value) for name, value in asked.arguments() if name not in but), *self.keep)


def preferred(asked: str, accepted: Iterable[tuple[str, float]]) -> Language:
    """The language of the interface: the one asked for, else the first of the browser's (tag, quality) pairs that there is."""
    wanted = (asked, *(tag.partition("-")[0].lower() for tag, quality in accepted if quality > 0))
    return next((lang for tag in wanted for lang in LANGUAGES if lang == tag), OTHERWISE)


def address(path: str, pairs: Pairs) -> str:
    """A path with its arguments."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
