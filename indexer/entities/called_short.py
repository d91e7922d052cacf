"""Acronyms that articles explain, « l'Administration spatiale nationale chinoise (CNSA) »: whose they are where nothing explains them.

An article that explains an acronym has it as a mention of the full name (see `explained`). An article that does not has a name of its
own, `~cnsa`; what other articles explain tells whose that is, if it is one entity's only.
"""

from collections.abc import Iterable, Mapping

from indexer.document import EntityType
from indexer.entities.acronyms import abbreviates
from indexer.entities.anatomy import anatomy
from indexer.entities.name_words import PARTICLES, SMALL_WORDS
from indexer.entities.names import FOLDED, name_key

SHORTEST, LONGEST = 3, 8
"""Letters of an acronym; two are anybody's."""

_SMALL = SMALL_WORDS | PARTICLES


def acronyms(names: Iterable[str], kind: EntityType, attested: Iterable[str]) -> set[str]:
    """The folded acronyms of an entity.

    Args:
        names: what it is called in full.
        kind: its type. Persons are called by their initials by few, and share them with many: they have none.
        attested: how articles spell it.
    """
    if kind == "person":
        return set()
    short = {each for each in attested if SHORTEST <= len(each) <= LONGEST and each.isupper() and each.isalpha()}
    return {FOLDED[each] for each in short if any(_stands_for(each, name, kind) for name in names)} if short else set()


def _stands_for(acronym: str, name: str, kind: EntityType) -> bool:
    """Whether the letters of an acronym begin the words of a name; those of another language's name in any order, if all of them do."""
    if name.isascii() and name.isalpha():  # one word, as most names are that are written in capitals
        return False
    words = name_key(name)
    initials = [word[0] for word in words if word not in _SMALL]
    return len(words) > 1 and (sorted(FOLDED[acronym]) == sorted(initials) or abbreviates(anatomy(acronym, kind), anatomy(name, kind)))


def owners(explained: Iterable[tuple[str, set[str]]]) -> Mapping[str, str]:
    """By acronym the id of the one entity that it stands for; `explained` has the ids of entities with their acronyms."""
    found: dict[str, set[str]] = {}
    for key, short in explained:
        for each in short:
            found.setdefault(each, set()).add(key)
    return {each: min(keys) for each, keys in found.items() if len(keys) == 1}
