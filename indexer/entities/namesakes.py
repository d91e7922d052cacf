"""What keeps two names apart however alike they are: numbers, sons, wives, namesakes, and what is known by heart."""

from collections.abc import Callable, Mapping

from indexer.document import EntityType
from indexer.entities.anatomy import Anatomy, Token
from indexer.entities.chinese import chinese, same_chinese
from indexer.entities.exonyms import known_places
from indexer.entities.given_names import given_names
from indexer.entities.korean import korean
from indexer.entities.spelling import word

MIDDLE_NAME_DECIDES = frozenset({("george", "bush"), ("john", "adams")})
"""First and last name of people who are told from their fathers by what stands between: George W. Bush."""

FEMININE: tuple[tuple[str, str], ...] = (
    ("ov", "ova"),
    ("ev", "eva"),
    ("in", "ina"),
    ("ski", "skaia"),
    ("ski", "ska"),
    ("i", "aia"),
    ("an", "anova"),
    ("", "ova"),
)
"""How the surname of a man ends and that of his sister, as they sound."""

Guard = Callable[[Anatomy, Anatomy], bool]
"""Whether two names must be kept apart."""


def other_number(one: Anatomy, other: Anatomy) -> bool:
    """Luna-25 is not Luna-26, Jean-Paul II not Jean-Paul Ier, and Nord Stream not Nord Stream 2."""
    return sorted(one.numbers) != sorted(other.numbers)


def other_generation(one: Anatomy, other: Anatomy) -> bool:
    """Donald Trump Jr. is not Donald Trump."""
    return one.younger != other.younger


def other_sex(one: Anatomy, other: Anatomy) -> bool:
    """Ivanov is not Ivanova, nor Navalny Navalnaïa."""
    if not (one.words and other.words):
        return False
    first, second = one.words[-1].word.sounds[0], other.words[-1].word.sounds[0]
    if first[:3] != second[:3]:
        return False
    return any(_ends(first, second, *pair) or _ends(second, first, *pair) for pair in FEMININE)


def _ends(man: str, woman: str, his: str, hers: str) -> bool:
    """Whether two surnames differ just by these endings."""
    stem = len(man) - len(his)
    return stem > 2 and man.endswith(his) and woman.endswith(hers) and man[:stem] == woman[: len(woman) - len(hers)]


def other_given_name(one: Anatomy, other: Anatomy) -> bool:
    """Both given names are known, and they are two: Paul Martin, Pierre Martin. Each is looked for in the other: the order may differ."""
    if min(len(one.words), len(other.words)) < 2 or one.royal or other.royal:
        return False
    first, second = one.words[0], other.words[0]
    if first.short or second.short:
        return not _same_initial(first, second) and not _anywhere(first, other) and not _anywhere(second, one)
    names = given_names()
    different = names.same(first.fold, second.fold) is False and not names.familiar_form(first.fold, second.fold)
    return different and not (_anywhere(first, other) and _anywhere(second, one))


def _same_initial(one: Token, other: Token) -> bool:
    """Whether an initial or an abbreviation may be the other name's, by letters or by sound."""
    if one.fold.startswith(other.fold) or other.fold.startswith(one.fold):
        return True
    return any(
        first.startswith(second) or second.startswith(first)
        for first in one.word.sounds
        for second in other.word.sounds
        if first and second
    )


def same_initial(one: Token, other: Token) -> bool:
    """Whether an initial or an abbreviation may be the other name's: Iou. Gagarine, Yuri Gagarin."""
    return _same_initial(one, other)


def _anywhere(token: Token, name: Anatomy) -> bool:
    """Whether another order of the words would have the token in the name."""
    return any(token.fold == each.fold for each in name.words)


def only_order_differs(one: Anatomy, other: Anatomy) -> bool:
    """Thomas Martin is not Martin Thomas: all words may be given names, so their order is what tells."""
    if not len(one.words) == len(other.words) == 2:
        return False
    first, second = [[token.fold for token in name.words] for name in (one, other)]
    known = given_names().names
    return first != second and first == second[::-1] and all(word in known for word in first)


def compound_given_name(one: Anatomy, other: Anatomy) -> bool:
    """Jean-Pierre Martin is neither Jean Martin nor Pierre Martin."""
    return _half_of(one, other) or _half_of(other, one)


def _half_of(full: Anatomy, half: Anatomy) -> bool:
    """Whether one half of the compound given name of `full` is all that `half` has before its surname."""
    if len(full.words) < 3 or len(half.words) < 2 or not full.words[1].bound or half.words[0].short:
        return False
    folds = {token.fold for token in half.words}
    both = {full.words[0].fold, full.words[1].fold}
    return len(full.words) > len(half.words) and len(both & folds) == 1 and full.words[-1].fold == half.words[-1].fold


def namesakes(one: Anatomy, other: Anatomy) -> bool:
    """George Bush and George W. Bush: a middle name that only one of them has tells father and son apart."""
    if min(len(one.words), len(other.words)) < 2 or len(one.words) == len(other.words):
        return False
    ends = {(name.words[0].fold, name.words[-1].fold) for name in (one, other)}
    return len(ends) == 1 and not ends.isdisjoint(MIDDLE_NAME_DECIDES)


def other_middle_name(one: Anatomy, other: Anatomy) -> bool:
    """John F. Kennedy is not John S. Kennedy."""
    if len(one.words) != len(other.words) or len(one.words) < 3:
        return False
    first, second = one.words, other.words
    if first[0].fold != second[0].fold or first[-1].fold != second[-1].fold:
        return False
    pairs = zip(first[1:-1], second[1:-1], strict=True)
    return any((a.short or b.short) and not _same_initial(a, b) for a, b in pairs)


def other_place(one: Anatomy, other: Anatomy) -> bool:
    """Both are known places, and not the same: Niger, Nigeria."""
    first, second = known_places(one.plain), known_places(other.plain)
    return bool(first) and bool(second) and first.isdisjoint(second)


def other_chinese_name(one: Anatomy, other: Anatomy) -> bool:
    """Li Keqiang is not Li Qiang: what is pinyin has to agree in every letter."""
    person = one.type == "person"
    if person and (korean(one.plain) or korean(other.plain)):
        return False
    if not person and not set(word(one.joined).sounds).isdisjoint(word(other.joined).sounds):
        return False  # Bakou and Baku would be pinyin too
    if not person and not known_places(one.plain).isdisjoint(known_places(other.plain)):
        return False
    first, second = chinese(one.plain, person=person), chinese(other.plain, person=person)
    return first is not None and second is not None and bool(first.pinyin and second.pinyin) and not same_chinese(first, second)


def other_korean_name(one: Anatomy, other: Anatomy) -> bool:
    """Kim Jong-il is not Kim Jong-un."""
    first, second = korean(one.plain), korean(other.plain)
    return first is not None and second is not None and first != second


_NUMBERS: Mapping[str, Guard] = {"other numbers": other_number}
GUARDS: Mapping[EntityType, Mapping[str, Guard]] = {
    "person": {
        **_NUMBERS,
        "father and son": other_generation,
        "other given names": other_given_name,
        "half of a compound given name": compound_given_name,
        "the order of two given names": only_order_differs,
        "other middle names": other_middle_name,
        "namesakes": namesakes,
        "a man's and a woman's surname": other_sex,
        "two Chinese names": other_chinese_name,
        "two Korean names": other_korean_name,
    },
    "org": _NUMBERS,
    "place": {**_NUMBERS, "two known places": other_place, "two Chinese names": other_chinese_name},
    "programme": _NUMBERS,
}
"""What keeps names of a type apart, each under the reason that is given for it; the cheapest and most telling come first."""


def apart(one: Anatomy, other: Anatomy) -> str | None:
    """Why two names of one type cannot be one, in words; None if nothing speaks against it."""
    for reason, guard in GUARDS[one.type].items():
        if guard(one, other):
            return reason
    return None
