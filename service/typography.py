"""How words are set on a page: French spaces, the apostrophe, and the gap where a passage begins or stops in mid-sentence."""

import re
from html import unescape

_BEFORE = re.compile(r" (?=[;:!?»%])|(?<=«) ")
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
_TAG = re.compile(r"<[^>]*>")
_OPENING = " «“‘\"'([–—\u00a0\u202f"
_CLOSING = " »”’\"')]\u00a0\u202f"


def french(text: str) -> str:
    """French as printed: narrow no-break spaces before ; : ! ? » % and after «."""
    return _BEFORE.sub("\N{NARROW NO-BREAK SPACE}", text)


def curved(label: str) -> str:
    """A label with curved apostrophes. Labels only: what an article says is shown as it was written."""
    return _STRAIGHT.sub("’", label)


def begun(html: str) -> bool:
    """Whether a highlighted passage begins after its sentence did, as a small letter tells."""
    return _plain(html).lstrip(_OPENING)[:1].islower()


def unfinished(html: str) -> bool:
    """Whether a highlighted passage stops before the end of its sentence."""
    return not _plain(html).rstrip(_CLOSING).endswith((".", "!", "?", "…"))


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html)).strip()
