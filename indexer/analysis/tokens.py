"""Where words begin and end, whatever the language: one regular expression over the text as it stands.

A word may hold combining marks (text that is not in NFC), soft hyphens and zero-width characters; they belong to the letter before
them, so that offsets always point into the original text. These are one word each:

    O.N.U.   U.S.A        single letters with dots
    10 000   10'000       digits in groups of three, with any kind of space or an apostrophe
    3,14   10,000.5       digits with dots or commas between them
    R&D   C++   C#        letters with the signs that make them a name
    Luna-25   l'O.N.U.    any of these joined by hyphens, en dashes or apostrophes; the chain takes it apart
"""

import re

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners, word joiner, byte order mark: nothing a reader sees."""
SPACES = "\u0020\u00a0\u2000-\u200a\u202f\u205f"
"""What may stand between the groups of a number, as the inside of a character class."""
APOSTROPHES = "'’‘‛ʼʻʹ′＇`´"
DASHES = "-\u2010\u2011\u2013"
"""Hyphen-minus, hyphen, non-breaking hyphen, en dash."""

_UNSEEN = f"[{INVISIBLE}]*+"
_MARKS = rf"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f{INVISIBLE}]*+"
# Unicode counts some apostrophes among the letters.
_PLAIN_LETTER = r"[^\W\d_ʼʻʹ]"
_LETTER = _PLAIN_LETTER + _MARKS
_SIGN = rf"[^\W_ʼʻʹ]{_MARKS}"
_END = r"(?![^\W_ʼʻʹ])"
# What repeats before an end must be able to give one repetition back, or a long run of almost-words is read again from each of them.
_DOTTED = rf"(?:{_LETTER}\.){{2,}}(?:{_LETTER})?{_END}"
_NAMED = rf"(?:{_LETTER}){{1,3}}(?:&(?:{_LETTER}){{1,3}})+{_END}"
_DECIMAL = r"\d++(?:[.,]\d++)++"
_ONE = rf"(?:{_DOTTED}|{_NAMED}|{_DECIMAL}|(?:{_SIGN})++)"

HYPHEN = re.compile(rf"[{DASHES}]{_UNSEEN}")
APOSTROPHE = re.compile(rf"[{APOSTROPHES}]{_UNSEEN}")

WORD = re.compile(
    rf"""
      {_PLAIN_LETTER}{{2,}}+(?=[\s,.;:!?)»”])                             # most words, told at a glance
    | \d{{1,3}}(?:[{SPACES}{APOSTROPHES}]\d{{3}})+(?:[.,]\d+)?(?!\d)      # 10 000
    | {_LETTER}(?:\+\+|\#)                                                # C++
    | {_ONE}(?:[{DASHES}{APOSTROPHES}]{_UNSEEN}{_ONE})*+                  # everything else
    """,
    re.VERBOSE,
)

DOTTED = re.compile(_DOTTED)
"""A dotted acronym, as `WORD` finds it."""
NUMBER = re.compile(rf"\d++(?:[{SPACES}{APOSTROPHES}.,]\d++)++")
"""A number of several groups, as `WORD` finds it."""
