"""Acronyms that a text explains: “Frankfurt Innovation Centre (FIZ)”, « UFAP (Union fédérale autonome pénitentiaire) ».

After A. S. Schwartz and M. A. Hearst, “A simple algorithm for identifying abbreviation definitions in biomedical text”, 2003, on words:
the letters of the acronym must be found in the name in their order, and its first must begin a word of it. In the other language's
order (“IAEA” for « Agence internationale de l'énergie atomique ») the initials may stand in any order, if all of them do.
"""

from collections.abc import Sequence

SHORTEST, LONGEST = 2, 8


def explains(name: Sequence[str], acronym: str) -> bool:
    """Whether an acronym may stand for a name.

    Args:
        name: its folded words, at least two.
        acronym: folded, without dots.
    """
    if len(name) < 2 or not SHORTEST <= len(acronym) <= LONGEST or not acronym.isalpha():
        return False
    initials = "".join(word[0] for word in name)
    if sorted(acronym) == sorted("".join(word[0] for word in name if len(word) > 3)) or acronym in initials:
        return True
    if acronym[0] != initials[0]:
        return False
    joined, at = "".join(name), 0
    for letter in acronym:
        at = joined.find(letter, at) + 1
        if not at:
            return False
    # Letters from anywhere prove little: most of them must begin words.
    return len(set(acronym) & set(initials)) * 3 >= 2 * len(set(acronym))
