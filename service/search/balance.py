"""How articles of the two languages stand beside each other in one answer to words that were translated.

Not every word is known in the other language, and of those that are, not every meaning is. So all words of a search are more to ask of a
translation than of an article in the searcher's own words, and what was meant by a word scores less than the word, even where it stands for
exactly that, for other meanings are looked for beside it. Two things make up for that, neither of which changes anything within a language:
`joined` and `levelled`.

The rank of a title's translation among all articles but its own, for the half of the pairs of `newstest_2008_2010` that was not looked at:
MRR .692 and R@10 .806 with neither, .703 and .824 with `joined` alone, .723 and .824 with both.
"""

from typing import Final

import numpy as np

from indexer.columns import Columns
from indexer.document import LANGUAGES, Language
from service.search.engine import Matches

LEAST: Final = 0.5
"""What share of the score of the best of them an article must have that stands in for those with all words."""

LEVEL: Final = 0.5
"""How much of the way scores are brought: 0 is none, and with 1 the best article of either language scores the same, however little it has
of the query. On the half that was looked at, MRR and R@10 with 0, .5, .75 and 1 are .673 .827, .705 .837, .709 .833 and .714 .833; what has
a fifth of what the best has shall not come second."""


def silent(found: Matches, columns: Columns) -> tuple[Language, ...]:
    """The languages that articles are in, but none that was found, if some of another was."""
    facet = columns.facets["language"]
    counts = dict(zip(facet.values, facet.counts(found.numbers).tolist(), strict=True))
    return tuple(language for language in LANGUAGES if counts.get(language) == 0) if any(map(counts.get, LANGUAGES)) else ()


def joined(found: Matches, loose: Matches, languages: tuple[Language, ...], columns: Columns) -> Matches:
    """What was found by all of the words, and behind it the best of what was found in some languages by any of them."""
    own = columns.facets["language"].having(languages, loose.numbers)
    own &= ~np.isin(loose.numbers, found.numbers)
    if not own.any():
        return found
    numbers, scores = loose.numbers[own], loose.scores[own]
    kept = scores >= LEAST * scores.max()
    lowest, highest = found.scores.min(), scores.max()
    behind = scores[kept] / highest * min(lowest, highest) if highest > 0 else scores[kept]
    every = np.concatenate([found.numbers, numbers[kept]])
    order = np.argsort(every)
    return Matches(every[order], np.concatenate([found.scores, behind])[order])


def levelled(found: Matches, columns: Columns) -> Matches:
    """The same with the best of each language brought closer to the best of all, and the others of that language with it."""
    facet = columns.facets["language"]
    masks = [facet.having((language,), found.numbers) for language in LANGUAGES]
    if not all(mask.any() for mask in masks):
        return found
    bests = [float(found.scores[mask].max()) for mask in masks]
    if not 0 < min(bests) < max(bests):
        return found
    scores = found.scores.copy()
    for mask, best in zip(masks, bests, strict=True):
        scores[mask] *= (max(bests) / best) ** LEVEL
    return Matches(found.numbers, scores)
