"""What a terminal is given: text that it shows and does not obey."""

import unicodedata


def shown(text: str) -> str:
    """The text on one line: every blank, French no-break ones too, is a plain space, and control and format characters are gone."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if character.isspace() else character for character in text if _visible(character))


def _visible(character: str) -> bool:
    return character.isspace() or not unicodedata.category(character).startswith("C")
