"""What becomes of a text that is to be searched: the arguments that ask for it, and the answer."""

from typing import Any

from indexer.analysis.account import account
from indexer.document import LANGUAGES
from service.search.arguments import Argument, Arguments, text
from service.search.request import MAX_QUERY

ASKED = Arguments(
    {
        "text": Argument("What to analyse, as it would stand in an article or a query.", text(MAX_QUERY), required=True),
        "lang": Argument("The language to read it in.", {"type": "string", "enum": list(LANGUAGES)}, required=True),
    }
)


def analysed(asked: dict[str, Any]) -> dict[str, Any]:
    """The text with the terms that each of its words becomes; offsets count characters of this text."""
    return {"text": asked["text"], "lang": asked["lang"], "tokens": account(asked["text"], asked["lang"])}
