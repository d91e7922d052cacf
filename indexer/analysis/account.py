"""What an analysis chain makes of a text, for people who wonder why something is found."""

from typing import Any

from indexer.analysis import CHAINS
from indexer.document import Language


def account(text: str, language: Language) -> list[dict[str, Any]]:
    """Each word of a text: its `position`, where it stands (`start` and `end` count characters of the text), and its terms.

    `surfaces` are what is found where no ending may differ, `terms` what is found otherwise; a stop word has none of these.
    """
    return [
        {
            "position": part.position,
            "start": part.start,
            "end": part.end,
            "text": text[part.start : part.end],
            "surfaces": list(part.surfaces),
            "terms": list(part.terms),
        }
        for part in CHAINS[language].parts(text)
    ]
