"""Whether two spellings name one and the same person, organisation, place or programme, across French and English.

Words are aligned and compared one by one (`words_alike`), guards keep apart what only looks alike (`namesakes`), and a few things are
known by heart: exonyms, common words, familiar forms, the names of rulers. What neither spelling nor these tell (Médecins sans frontières,
Doctors Without Borders) is not answered here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from indexer.document import EntityType
from indexer.entities.acronyms import abbreviates
from indexer.entities.anatomy import Anatomy, Token, anatomy
from indexer.entities.chinese import chinese, same_chinese
from indexer.entities.exonyms import common_words, known_places
from indexer.entities.given_names import given_names
from indexer.entities.korean import SURNAMES, korean
from indexer.entities.name_words import PARTICLES
from indexer.entities.namesakes import apart, same_initial
from indexer.entities.origin import SIGNS, origin
from indexer.entities.spelling import rough_skeleton, word
from indexer.entities.words_alike import FREEDOM, alike

THRESHOLD = 0.88
"""From what likeness on two names are the same.

MEASURED on the dev half of tests/entities/variants.tsv (330 pairs of one name, 286 of two, without translations), precision and recall at
thresholds: .75 .994/.991, .84 1/.988, .88 1/.988, .92 1/.982, .94 1/.876. On the held-out half .88 gives .988/.966. It lies at the upper
end of the plateau because names of real articles are harder than lists: a little more freedom joins Paris Hilton with Perez Hilton.
"""

WORTH: Mapping[str, float] = MappingProxyType(
    {
        "known": 0.97,  # a table says that both are one: exonyms, given names, romanisations of Chinese and Korean
        "joined": 0.97,  # the same letters or sounds, divided into other words
        "familiar": 0.93,  # Bill, William
        "initial": 0.93,  # J., John
        "acronym": 0.92,
        "two letters": 0.88,  # UN: not sure enough to be merged without evidence from the texts
        "common word": 0.95,  # université, university
        "cognate": 0.93,  # européenne, European
        "mute": 0.95,  # of places: Samarcande, Samarkand; Savone, Savona
        "more words": 0.02,  # what it takes that only one has a middle name
        "second surname": 0.04,  # what it takes that only one has a second surname behind
        "order": 0.02,  # what another order of the words takes
        "lone": 0.95,  # the factor for a surname against a full name
    }
)
"""What kinds of agreement are worth, and what they take. Chosen with THRESHOLD on the dev half."""

COGNATES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?:iennes?|iens?|ians?|eennes?|eens?|eans?|aines?|ains?|ans?)$", "N"),
        (r"(?:iques?|ics?|icals?|icaux)$", "K"),
        (r"(?:elles?|ales?|als?|aux|els?)$", "L"),
        (r"(?:tes?|ty|ties)$", "T"),
        (r"(?:aires?|ary|aries)$", "R"),
        (r"(?:eurs?|ors?|ours?)$", "O"),
        (r"(?:istes?|ists?)$", "S"),
        (r"(?:ismes?|isms?)$", "M"),
        (r"(?:ances?|ancy|ences?|ency)$", "C"),
        (r"(?:ies?|ias?|y)$", "I"),
        (r"(?:es|s|e)$", ""),
    )
)
"""Endings in which French and English words of one Latin origin differ."""
_SHORTEST_COGNATE = 5

TRANSCRIBED_PLACE = 5
"""Letters from which the vowels of a place may vary."""


def same(one: str, other: str, kind: EntityType) -> bool:
    """Whether two spellings name one thing of this type, as far as spellings tell."""
    return likeness(one, other, kind) >= THRESHOLD


def likeness(one: str, other: str, kind: EntityType) -> float:
    """How sure it is that two spellings name one thing of this type, from 0 to 1; the order of the two does not matter.

    A surname alone is like every full name that ends in it; whose it is, the texts around must tell. Names that a guard keeps apart,
    and names without a letter or digit, are 0.
    """
    first, second = sorted((one, other))
    parts, others = anatomy(first, kind), anatomy(second, kind)
    if not (parts.every or parts.numbers) or not (others.every or others.numbers):
        return 0.0
    if first == second:
        return 1.0
    return 0.0 if apart(parts, others) else COMPARED[kind](parts, others)


def kept_apart(one: str, other: str, kind: EntityType) -> str | None:
    """Why two spellings cannot be one thing of this type, in words; None if no guard speaks against it."""
    first, second = sorted((one, other))
    return apart(anatomy(first, kind), anatomy(second, kind))


def _persons(one: Anatomy, other: Anatomy) -> float:
    """The likeness of two names of persons that no guard keeps apart."""
    romanised = _romanised(one, other)
    if romanised is not None:
        return romanised
    if abbreviates(one, other):
        return WORTH["two letters" if 2 in (len(one.acronym), len(other.acronym)) else "acronym"]
    if not (one.words and other.words):
        return 0.0 if one.words or other.words else 1.0  # numbers alone, which no guard found to differ
    freedom = FREEDOM[origin(one, other)]
    ruler = one.royal or other.royal
    joined = _joined(one, other)
    few, many = sorted((one, other), key=lambda name: len(name.words))
    if len(few.words) == 1:
        return max(joined, _lone(few, many, freedom=freedom, ruler=ruler))
    orders = [(few.words, 0.0), ((*few.words[1:], few.words[0]), WORTH["order"]), ((few.words[-1], *few.words[:-1]), WORTH["order"])]
    if len(few.words) != len(many.words):
        # A Chinese name is whole: whoever has a word more is somebody else.
        pinyin = (chinese(name.plain, person=True) for name in (one, other))
        whole = any(name is not None and name.pinyin for name in pinyin)
        orders = [] if whole else orders[:1]
        joined = joined if whole else max(joined, _behind(few.words, many.words))
    return max(joined, *(_aligned(order, many.words, freedom=freedom, ruler=ruler) - cost for order, cost in orders), 0.0)


def _romanised(one: Anatomy, other: Anatomy) -> float | None:
    """The likeness of Chinese and Korean names, None where spelling decides."""
    if korean(one.plain) and korean(one.plain) == korean(other.plain):
        return WORTH["known"]
    person = one.type == "person"
    first, second = chinese(one.plain, person=person), chinese(other.plain, person=person)
    if first is None or second is None or not same_chinese(first, second) or not (first.pinyin or second.pinyin):
        return None
    return WORTH["known"]


def _joined(one: Anatomy, other: Anatomy) -> float:
    """The likeness of two names that are one when nothing stands between their words: Nasr Allah, Nasrallah."""
    if one.joined == other.joined and [token.fold for token in one.words] != [token.fold for token in other.words]:
        return WORTH["joined"]
    if len(one.words) == len(other.words) or min(len(one.joined), len(other.joined)) < TRANSCRIBED_PLACE:
        return 0.0
    if rough_skeleton(one.joined) != rough_skeleton(other.joined):
        return 0.0
    first, second = word(one.joined), word(other.joined)
    return WORTH["joined"] if not set(first.sounds).isdisjoint(second.sounds) and first.careless != second.careless else 0.0


def _lone(few: Anatomy, many: Anatomy, *, freedom: float, ruler: bool) -> float:
    """The likeness of a lone word and a name: it must be the surname, or the whole."""
    token = few.words[0]
    if len(many.words) == 1:
        return _given(token, many.words[0], freedom=freedom, ruler=ruler)
    if token.short:
        return 0.0
    if _led_by_particle(few) and not any(each.fold in PARTICLES for each in many.every):
        return 0.0
    surname_first = korean(many.plain) or chinese(many.plain, person=True)
    if surname_first:
        first = many.words[0].fold
        return WORTH["lone"] if token.fold == first or SURNAMES.get(token.fold) == SURNAMES.get(first, first) else 0.0
    surname = many.words[-1].word
    if surname.fold.startswith("abdel"):
        surname = max((surname, word(surname.fold.removeprefix("abdel"))), key=lambda each: alike(token.word, each, freedom=freedom))
    return WORTH["lone"] * alike(token.word, surname, freedom=freedom)


def _led_by_particle(name: Anatomy) -> bool:
    """Whether a lone surname was written with its particle: von Braun is not Ryan Braun."""
    return len(name.every) > len(name.words) and name.every[0].fold in PARTICLES


def _aligned(few: Sequence[Token], many: Sequence[Token], *, freedom: float, ruler: bool) -> float:
    """The likeness of full names whose words stand in one order; what only one of them has lies between or behind."""
    found = [_given(few[0], many[0], freedom=freedom, ruler=ruler)]
    at = 1
    extra: list[int] = []
    for number, token in enumerate(few[1:], start=1):
        last = number == len(few) - 1
        best = max(
            (
                (_middle(token, many[place], freedom=freedom, last=last and place == len(many) - 1), -place)
                for place in range(at, len(many))
            ),
            default=(0.0, 0),
        )
        place = -best[1]
        extra += range(at, place)
        at = place + 1
        found.append(best[0])
    behind = range(at, len(many))
    if many[1].bound and (1 in extra or 1 in behind):
        return 0.0  # half of a compound given name
    if (extra or behind) and many[0].short:
        return 0.0  # C. S. Lewis is not Carl Lewis
    if behind and not many[at].bound and not _may_have_two_surnames(few, freedom):
        return 0.0
    value = 0.6 * min(found) + 0.4 * sum(found) / len(found)
    return value - WORTH["more words"] * bool(extra) - WORTH["second surname"] * bool(behind)


def _may_have_two_surnames(few: Sequence[Token], freedom: float) -> bool:
    """Whether a name can have lost its second surname: Hugo Chávez Frías; but Martin Luther is not Martin Luther King."""
    known = given_names()
    first, last = few[0].fold, few[-1].fold
    foreign = first not in known.names or first in known.iberian or freedom >= FREEDOM["transcribed"]
    return not few[0].short and last not in known.names and foreign


def _behind(few: Sequence[Token], many: Sequence[Token]) -> float:
    """The likeness of a full name and one that has more given names before it: Lula da Silva, Luiz Inácio Lula da Silva."""
    end = many[len(many) - len(few) :]
    whole = all(one.fold == other.fold and not one.short for one, other in zip(few, end, strict=True)) and not end[0].bound
    return WORTH["joined"] - WORTH["more words"] if whole else 0.0


def _middle(one: Token, other: Token, *, freedom: float, last: bool) -> float:
    """The likeness of two words behind the first; a surname is no initial."""
    if one.short or other.short:
        return WORTH["initial"] if not last and same_initial(one, other) else 0.0
    return alike(one.word, other.word, freedom=freedom)


def _given(one: Token, other: Token, *, freedom: float, ruler: bool) -> float:
    """The likeness of two given names."""
    if one.short or other.short:
        return WORTH["initial"] if same_initial(one, other) else 0.0
    names = given_names()
    if one.fold == other.fold:
        return 1.0
    if (ruler and names.same_ruler(one.fold, other.fold)) or names.same(one.fold, other.fold):
        return WORTH["known"]
    if names.familiar_form(one.fold, other.fold):
        return WORTH["familiar"]
    return 0.0 if names.same(one.fold, other.fold) is False and not ruler else alike(one.word, other.word, freedom=freedom)


def _things(one: Anatomy, other: Anatomy) -> float:
    """The likeness of two names of organisations, places or programmes."""
    if abbreviates(one, other):
        return WORTH["two letters" if 2 in (len(one.acronym), len(other.acronym)) else "acronym"]
    if (one.acronym or other.acronym) and one.joined != other.joined and min(len(one.joined), len(other.joined)) < TRANSCRIBED_PLACE:
        return 0.0
    if not (one.words and other.words):
        return 0.0 if one.words or other.words else 1.0
    joined = _joined(one, other)
    if len(one.words) != len(other.words):
        return joined
    straight = [_thing_words(first, second, one) for first, second in zip(one.words, other.words, strict=True)]
    orders = [(straight, 0.0)]
    if len(straight) > 1 and min(straight) < WORTH["common word"]:
        orders.append((_best_partners(one, other), WORTH["order"]))
    return max(joined, *(0.6 * min(found) + 0.4 * sum(found) / len(found) - cost for found, cost in orders))


def _places(one: Anatomy, other: Anatomy) -> float:
    """The likeness of two names of places: known ones, Chinese ones, others."""
    if not known_places(one.plain).isdisjoint(known_places(other.plain)):
        return WORTH["known"]
    romanised = _romanised(one, other)
    return _things(one, other) if romanised is None else romanised


def _best_partners(one: Anatomy, other: Anatomy) -> list[float]:
    """How well each word of one name finds a word of its own in the other."""
    left = list(other.words)
    found = []
    for token in one.words:
        value, at = max((_thing_words(token, each, one), -number) for number, each in enumerate(left))
        found.append(value)
        left.pop(-at)
    return found


def _thing_words(one: Token, other: Token, name: Anatomy) -> float:
    """The likeness of two words of names that are no person's."""
    first, second = one.fold, other.fold
    if first == second:
        return 1.0
    if min(len(first), len(second)) < 3:
        return 0.0
    meanings = common_words()
    if first in meanings and second in meanings:
        return WORTH["common word"] if meanings[first] == meanings[second] else 0.0
    if name.type == "place" and (one.word.careless == other.word.careless or one.word.stem == other.word.stem):
        return WORTH["mute"]
    if min(len(first), len(second)) >= _SHORTEST_COGNATE and _cognate(first) == _cognate(second):
        return WORTH["cognate"]
    vary = bool(SIGNS.fullmatch(first) or SIGNS.fullmatch(second)) or (
        name.type == "place" and min(len(first), len(second)) >= TRANSCRIBED_PLACE
    )
    return alike(one.word, other.word, freedom=FREEDOM["unknown" if vary else "copied"])


def _cognate(text: str) -> str:
    """A word without what French and English endings have of their own; the first rule that fits is the only one."""
    for pattern, put in COGNATES:
        stem, count = pattern.subn(put, text)
        if count:
            return stem
    return text


COMPARED: Mapping[EntityType, Callable[[Anatomy, Anatomy], float]] = {
    "person": _persons,
    "org": _things,
    "place": _places,
    "programme": _things,
}
"""How two names of a type are compared."""
