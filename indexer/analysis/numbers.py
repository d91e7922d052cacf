"""How a number is read, so that `10 000,5` and `10,000.5` are one."""

import re

from indexer.analysis.tokens import APOSTROPHES, SPACES

_APART = re.compile(f"[{SPACES}{APOSTROPHES}]")
_GROUPED = re.compile(r"(?!0)(\d{1,3}(?P<mark>[ .,])\d{3}(?:(?P=mark)\d{3})*)((?!(?P=mark))[.,]\d+)?")


def number(digits: str) -> str:
    """A number without its grouping and with a decimal point; `2.7.4` stays as it is.

    Three digits after a single mark are a group in both languages: nobody can tell the 1.234 of a decimal from that of a thousand, but
    a reader who types the number as it is written finds it.
    """
    text = _APART.sub(" ", digits)
    if grouped := _GROUPED.fullmatch(text):
        whole, mark, decimals = grouped.groups()
        text = whole.replace(mark, "") + (decimals or "")
    return text.replace(",", ".")
