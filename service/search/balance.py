"""How articles of the two languages stand beside each other in one answer to words that were translated.

Not every word is known in the other language, and of those that are, not every meaning is. So all words of a search are more to ask of a
translation than of an article in the searcher's own words: more of the other language follow that have some of them, see `joined`. And
where the index knows an article as the translation of another, what is known of one holds for both, see `beside`.

What was meant by a word scores less than the word, for other meanings are looked for beside it, and that is left as it is. To raise the
other language until its best is as good as the best of all brings up what has nothing to do with the question, too: of two judged
collections in one index, each in its language, nDCG@10 of the whole list is .472 (en_cacm), .602 (fr_cnil), .368 (en_cisi) and .834
(fr_piaf_a) so, .512, .624, .409 and .842 without, and .529, .628, .434 and .848 among articles of the right language alone. For the ranks
of translations it does no more than `beside`.

The rank of a title's translation among all articles but its own, for the half of the pairs of two collections that was not looked at (MRR
and R@10): see `tests/benchmarks/mates.py`. On that half `SHARE` of .97 and `AGREEMENT` together gain .009 .003 on `newstest_2008_2010` and
.016 .009 on `debian_news` over .9 and 0, which were there before; whichever half is looked at would have chosen them.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Columns
from indexer.document import LANGUAGES, Language
from service.search.engine import Matches
from service.search.ranks import ranked
from service.search.stories import Stories

ENOUGH: Final = 10
"""Articles of a language that have all words, a page full: where there are fewer, others of it follow that have some. With 5 instead, MRR
and R@10 on `debian_news` are .003 and .008 less; `newstest_2008_2010` does not tell."""

LEAST: Final = 0.5
"""What share of the score of the best of its language an article must have that stands in for those with all words."""

SHARE: Final = 0.97
"""What share of the score of its best translation an article has at least, the better of the two being first.

With none, .9, .97 and .999, and `AGREEMENT` of 0, MRR and R@10 among all articles are .720 .848, .765 .862, .766 .860 and .767 .858 on
`newstest_2008_2010`, .532 .751, .582 .761, .590 .760 and .595 .761 on `debian_news`."""

AGREEMENT: Final = 0.5
"""How much it counts that an article and its translation answer equally well, when both were found: two guesses at what one story is worth,
made by different words, are better than the higher of them. With 0, .2, .5, .7 and 1, the same figures are .766 .860, .773 .862, .776 .862,
.777 .863 and .777 .865 on `newstest_2008_2010`, .590 .760, .597 .763, .602 .771, .602 .768 and .597 .763 on `debian_news`."""

DEPTH: Final = 100
"""Hits whose translations are looked for, those that a reader may leaf through."""


def wanting(found: Matches, lang: str | None, columns: Columns) -> tuple[Language, ...]:
    """The languages in which articles with some of the words are to follow: those that have articles, but too few that were found.

    Of the language of the query, `lang`, it is enough that one was found, for there nothing had to be translated.
    """
    facet = columns.facets["language"]
    counts = dict(zip(facet.values, facet.counts(found.numbers).tolist(), strict=True))
    if not any(map(counts.get, LANGUAGES)):
        return ()
    return tuple(each for each in LANGUAGES if each in counts and counts[each] < (1 if each == lang else ENOUGH))


def joined(
    found: Matches, loose: Matches, languages: tuple[Language, ...], columns: Columns, stories: Stories, *, translated: bool = True
) -> Matches:
    """What was found by all of the words, and of what was found in some languages by any of them, the best.

    What tells the same as an article with all words is among the best, however few of the words it has; without anything that was
    `translated` in the query, nothing else follows. Within a language, articles with all of the words come first.
    """
    facet = columns.facets["language"]
    numbers, scores = [found.numbers], [found.scores]
    for language in languages:
        own = facet.having((language,), loose.numbers) & ~np.isin(loose.numbers, found.numbers)
        if not own.any():
            continue
        more, gained = loose.numbers[own], loose.scores[own]
        whole = found.scores[facet.having((language,), found.numbers)]
        kept = stories.shared(more, found.numbers)
        if translated:
            kept |= gained >= LEAST * max(gained.max(), whole.max(initial=0.0))
        if not kept.any():
            continue
        more, gained = more[kept], gained[kept]
        if len(whole) and gained.max() > whole.min():
            gained = np.minimum(gained * (whole.min() / gained.max()), whole.min())
        numbers.append(more)
        scores.append(gained)
    every = np.concatenate(numbers)
    order = np.argsort(every)
    return Matches(every[order], np.concatenate(scores)[order])


def beside(found: Matches, stories: Stories) -> Matches:
    """The same with every article that was found nearly as good as its translation, where that is among the first hits.

    What an article tells answers a question in either language, whether or not the words of its translation are known. The better of the
    two stays before the other, and nothing is found that was not. Where both were found, their story is worth the more the better the
    worse of them answers, and the less the worse: `AGREEMENT` times the share that one score is of the other, beside the mean of such
    shares, so that stories with translations gain nothing on average over those without. Of several copies only the best comes up.
    """
    first = ranked("relevance", found.scores, np.zeros(0, np.int32), 0, DEPTH) if len(stories) else np.zeros(0, np.int64)
    first = first[stories.have_twins(found.numbers[first])]
    if not len(first):
        return found
    told = np.unique(stories.of_each[found.numbers[first]])
    begins, sizes = stories.starts[told], np.diff(stories.starts)[told]
    members = np.arange(sizes.sum()) + np.repeat(begins - np.cumsum(sizes) + sizes, sizes)
    places = np.minimum(np.searchsorted(found.numbers, stories.members[members]), len(found) - 1)
    there = found.numbers[places] == stories.members[members]
    places, languages, rows = places[there], stories.languages[members][there], np.repeat(np.arange(len(told)), sizes)[there]
    best = np.zeros((len(told), int(languages.max(initial=0)) + 1))
    np.maximum.at(best, (rows, languages), found.scores[places])
    best[:, 0] = 0.0  # of a language that could not be told
    scores, worth = found.scores.copy(), _worth(best)
    scores[places] *= worth[rows]
    for language in np.unique(languages[languages > 0]).tolist():
        others = np.delete(best, language, axis=1).max(axis=1)
        first = (languages == language) & (found.scores[places] == best[rows, languages])
        lifted = np.maximum(best[:, language], SHARE * others) * worth
        scores[places[first]] = lifted[rows[first]]
    return Matches(found.numbers, scores)


def _worth(best: NDArray[np.float64]) -> NDArray[np.float64]:
    """By what to multiply the scores of each story, from its best score in each language, a row a story; 1 for what is in one alone."""
    two = np.sort(best, axis=1)[:, -2:]
    both = two[:, 0] > 0
    shares = two[both, 0] / two[both, 1]
    worth = np.ones(len(best))
    worth[both] += AGREEMENT * (shares - shares.mean()) if both.any() else 0.0
    return worth
