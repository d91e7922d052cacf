"""One way to write every character: what is done to a text before anything looks at it."""

import html
import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINE_END = re.compile("[\r\u2028\u2029]")
_SIGNS = [sign for sign in map(chr, (*range(0x2070), 0xFEFF)) if _INVISIBLE.match(sign) or _LINE_END.match(sign)]
"""Every sign of the two: behind these there is none."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")


def normalise(text: str) -> str:
    """The text in NFC with one kind of line end, without soft hyphens and other invisible characters, `&nbsp;` and its like spelt out."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n")
    # To look for each sign takes a tenth of the time of a pattern that looks for any, and few texts have one.
    if any(map(text.__contains__, _SIGNS)):
        text = _LINE_END.sub("\n", _INVISIBLE.sub("", text).replace("\r\n", "\n"))
    return unicodedata.normalize("NFC", text)
