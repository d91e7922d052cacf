"""Names with words in small letters: « Ministère de la justice et de la police », "health ministry", « château de Vajdahunyad »."""

import re
from collections.abc import Mapping, Sequence

from indexer.entities import vocabulary as v
from indexer.entities.guards import Candidate
from indexer.entities.passage import Passage

_SPACES = frozenset({" ", "\u00a0"})
_APOSTROPHES = frozenset("'\u2019")
_OF = frozenset({"de", "du", "des", "d"})
_ARTICLES = frozenset({"la", "l", "le", "les"})
_ADJECTIVE = re.compile(
    r".{2,}(?:al|ale|aux|ales|iens?|iennes?|ois|oises?|ais|aises?|ains?|aines?|iques?|aires?|ifs?|ives?|éens?|éennes?|els?|elles?|eurs?|eures?"
    r"|ers?|(?:i|g|th)ères?|êmes?|ables?|ées?|és?|ies?|unis?|unies?|publics?|publiques?|civils?|civiles?|mixtes?|nouve(?:aux?|lles?))"
)
"""Endings of French adjectives."""

_FEDERAL = frozenset({"federal", "federale"})
"""Adjectives that tell whose a body is, as those of nations do."""

_CHAMBERS = frozenset({"deputes", "representants", "communes", "lords"})
_PARTIES = frozenset(
    {
        "socialiste",
        "communiste",
        "conservateur",
        "democrate",
        "republicain",
        "travailliste",
        "populaire",
        "liberal",
        "centriste",
        "ecologiste",
        "nationaliste",
        "radical",
        "chretien",
        "progressiste",
        "reformateur",
    }
)
_PARTY_HEADS = frozenset({"parti", "mouvement", "alliance", "union", "front", "forum"})
_OF_SOMEWHERE = frozenset({"banque", "bourse", "diocese", "archidiocese", "canal"})
"""What needs the name of a place to be a name: « la banque d'Angleterre », but « la banque Barclays » is Barclays."""
_OF_ITSELF = frozenset({"prix"})
"""What is no name with « de » behind it: « le prix Goncourt », but « le prix du Panier » is paid."""
_LONGEST = 8


def english_ministry(passage: Passage, marks: Sequence[int], last: int) -> int | None:
    """The first word of an English name that ends with this word in small letters: "finance ministry", "Vajdahunyad castle"."""
    first = last - 1
    if first < 0 or passage.gaps[last] not in _SPACES:
        return None
    if passage.words[last] == "ministry":
        while first >= 0 and marks[first] & v.MINISTRY and passage.gaps[first + 1] in _SPACES:
            first -= 1
        return first + 1 if first + 1 < last else None
    return None


def french_complement(passage: Passage, marks: Sequence[int], head: int, known: Mapping[int, Candidate]) -> int | None:  # noqa: PLR0911 — one case a line
    """The last word of a French name that begins with this head in small letters; None where no name follows."""
    if passage.key(head).startswith("ministere"):
        # « les ministères de la santé, du travail » are several.
        last = field(passage, marks, head) if passage.key(head) == "ministere" else head
        return last if last > head else None
    if passage.keys[head] == "parti" and passage.key(head + 1) in _PARTIES and passage.gaps[head + 1] in _SPACES:
        return head + 1
    number = _linked(passage, marks, head + 1)
    if passage.words[head] == "chambre":
        return number if passage.key(number) in _CHAMBERS and number == head + 2 else None
    if number >= len(marks) or passage.gaps[number] not in _SPACES | _APOSTROPHES:
        return None
    if not marks[number] & v.CAPITAL or marks[number] & (v.STOP | v.CALENDAR | v.PEOPLE):
        return None
    if passage.keys[head] in (_OF_SOMEWHERE if number == head + 1 else _OF_ITSELF):
        return None
    if number in known:
        one = known[number]
        # « le stade de France » is no country, but « le prix de Paul Martin » is Paul Martin's.
        named = one.name.type == "place" if number > head + 1 else one.name.type == "person"
        if not named:
            return None
        last = one.last
    else:
        last = _run(passage, marks, number)
    # « le prix Nobel de la paix »
    behind = _linked(passage, marks, last + 1)
    prized = passage.key(head) == "prix" and last + 1 < behind < len(marks) and not marks[behind] & (v.STOP | v.CAPITAL)
    return behind if prized else last


def french_phrase(passage: Passage, marks: Sequence[int], head: int, *, opening: bool) -> int:
    """The last word of the French name that begins with this head with a capital, as far as small letters go; or the head itself.

    `opening`: the capital may be that of a sentence, so that more is asked of what follows.
    """
    if passage.key(head).startswith("ministere"):
        return field(passage, marks, head)
    last = head
    party = passage.keys[head] in _PARTY_HEADS
    while _qualifies(passage, marks, last + 1) or (party and _of_party(passage, last + 1)):
        last += 1
    behind = _linked(passage, marks, last + 1)
    if (
        (last == head and (opening or not marks[head] & v.FIELD_HEAD))
        or behind == last + 1
        or behind >= len(marks)
        or marks[behind] & v.CAPITAL
    ):
        return last
    word = passage.words[behind]
    if marks[behind] & (v.NUMBER | v.STOP | v.CALENDAR) or len(word) < 3 or passage.gaps[behind] not in _SPACES | _APOSTROPHES:
        return last
    if word.endswith("er") and not word.endswith("ier"):
        return last  # « le Congrès incapable d'adopter »
    last = behind
    while _qualifies(passage, marks, last + 1):
        last += 1
    return last


def field(passage: Passage, marks: Sequence[int], head: int) -> int:
    """The last word of what a ministry is for, or the head itself: « des collectivités locales et de l'aménagement territorial »."""
    last = head
    while last - head < _LONGEST:
        number = last + 1
        if passage.word(number) == "et" and last > head and passage.before(number) in _SPACES:
            number += 1
        behind = _linked(passage, marks, number)
        if behind == number or behind >= len(marks) or (number > last + 1 and passage.key(number) not in _OF):
            break
        word = passage.words[behind]
        little = marks[behind] & (v.NUMBER | v.STOP | v.CALENDAR) or len(word) < 3 or passage.keys[behind].startswith("ministere")
        if little or passage.before(behind) not in _SPACES | _APOSTROPHES:
            break
        last = behind
        while _qualifies(passage, marks, last + 1):
            last += 1
        if passage.word(last + 1) != "et":
            break
    return last


def _of_party(passage: Passage, number: int) -> bool:
    """Whether this word tells what a party wants: « Parti civique démocrate »."""
    return passage.key(number) in _PARTIES and passage.before(number) in _SPACES and passage.word(number).islower()


def _qualifies(passage: Passage, marks: Sequence[int], number: int) -> bool:
    """Whether this word is an adjective of the noun before it, and none of a nation."""
    if number >= len(marks) or passage.gaps[number] not in _SPACES or marks[number] & (v.PEOPLE | v.STOP):
        return False
    word = passage.words[number]
    if marks[number] & v.CAPITAL and marks[number] & v.GIVEN:
        return False  # ministère des transports, Karel
    return len(word) > 3 and passage.keys[number] not in _FEDERAL and _ADJECTIVE.fullmatch(word.lower()) is not None


def _linked(passage: Passage, marks: Sequence[int], number: int) -> int:
    """The first word behind « de », « de la », « des », « d' » that may begin at this word; the word itself where none does."""
    if number < len(marks) and passage.key(number) in _OF and passage.gaps[number] in _SPACES:
        number += 1
        if number < len(marks) and passage.words[number] in _ARTICLES and passage.gaps[number] in _SPACES:
            number += 1
    return number


def _run(passage: Passage, marks: Sequence[int], first: int) -> int:
    """The last of the capitalised words from here on."""
    last = first
    while last + 1 < len(marks) and last - first < _LONGEST:
        gap = passage.gaps[last + 1]
        if not (gap in _SPACES or gap == "-") or not marks[last + 1] & v.CAPITAL or marks[last + 1] & (v.STOP | v.CALENDAR):
            break
        last += 1
    return last
