"""Where words begin and end, whatever the language: one regular expression over the text as it stands.

A word may hold combining marks (text that is not in NFC), soft hyphens and zero-width characters; they belong to the letter before
them, so that offsets always point into the original text. These are one word each:

    O.N.U.   U.S.A        single letters with dots
    10 000   10,000       digits in groups of three, with any kind of space, a comma or a dot
    3,14   2.7.4          digits with dots or commas between them
    R&D   C++   C#        letters with the signs that make them a name
    Luna-25   l'étude     anything joined by hyphens, en dashes between letters, or apostrophes; the chain takes it apart
"""

import re

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners, word joiner, byte order mark: nothing a reader sees."""

APOSTROPHES = "'’‘ʼʹ`´"
HYPHENS = "-\u2010\u2011"
"""Hyphen-minus, hyphen, non-breaking hyphen: `e-mail` may also be written `email`."""
DASHES = HYPHENS + "\u2013"
"""An en dash joins as well (`Luna–25`, `2018–2022`), but nobody writes such words as one."""

_MARKS = rf"[\u0300-\u036f{INVISIBLE}]*"
_LETTER = rf"[^\W\d_]{_MARKS}"
_SIGN = rf"[^\W_]{_MARKS}"
_SPACE = r"[\ \u00a0\u2009\u202f]"

WORD = re.compile(
    rf"""
      (?:{_LETTER}\.){{2,}}(?:{_LETTER})?(?!\w)                # O.N.U.
    | \d{{1,3}}(?:{_SPACE}\d{{3}})++(?:[.,]\d+)?(?!\w)         # 10 000
    | \d{{1,3}}(?:,\d{{3}})++(?:\.\d+)?(?!\w)                  # 10,000.5
    | \d{{1,3}}(?:\.\d{{3}})++(?:,\d+)?(?![\w.])               # 10.000,5
    | \d+(?:[.,]\d+)++                                         # 3,14
    | (?:{_LETTER}){{1,3}}(?:&(?:{_LETTER}){{1,3}})+(?!\w)     # R&D
    | (?:{_LETTER})++\+\+(?!\w)                                # C++
    | {_LETTER}\#(?!\w)                                        # C#
    | (?:{_SIGN})++(?:[{DASHES}{APOSTROPHES}](?:{_SIGN})++)*   # everything else
    """,
    re.VERBOSE,
)

HYPHEN = re.compile(rf"[{DASHES}]")
APOSTROPHE = re.compile(rf"[{APOSTROPHES}]")
DOTTED = re.compile(rf"(?:{_LETTER}\.){{2,}}(?:{_LETTER})?")
"""A dotted acronym that `WORD` has found."""
NUMBER = re.compile(rf"\d+(?:(?:{_SPACE}|[.,])\d+)+")
"""A number of several groups that `WORD` has found."""
