"""News in any number: French and English articles, half and half, written anew with the statistics of real ones.

Each article is a chain over its language's word pairs (`prose`), about a handful of words that it repeats, with names that are known
(`population`) and names that are rare. The same seed gives the same articles, and more of them begin with the same ones.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from population import RARE, Population, Zipf, coined
from prose import Ints, Prose, Style

from indexer.document import LANGUAGES, Document, Language, Mention

BATCH = 2_000
"""Articles of a language written together: enough to outweigh what one call of numpy costs."""
MEAN_LENGTH = 350
"""Words of an article. Lengths are spread as in the sources, stretched to this mean."""
SHORTEST, LONGEST = 40, 2_500
"""Words of an article at the least and at the most."""

TOPICS = 10
ON_TOPIC = 0.09
"""How many words an article is about, and which share of its plain words is one of them."""
RARITIES = 0.002
"""Share of plain words that are a rare name."""
RARE_SHIFT, RARE_EXPONENT = 20_000, 1.25
"""How rare: the name of rank r is drawn in proportion to (r + shift) ** -exponent, without a last rank (Mandelbrot 1953)."""
MOST_RARE = 60**5

FEWEST_MENTIONS, MOST_MENTIONS = 2, 6
AGAIN = 0.3
"""Share of mentions that name the first entity of the article again."""
OTHERWISE = 0.2
"""Share of mentions that use another spelling than the label."""
TITLED = 0.4
"""Share of articles whose title names their first entity."""

FIRST_DAY, DAYS = date(2014, 1, 1), 3_652
SOURCES = (
    *("AFP", "Reuters", "Le Monde", "BBC", "Le Figaro", "AP", "RFI", "France 24", "TASS", "The Guardian", "Xinhua", "Libération"),
    *(f"{coined(390_000 + number)} {'Info' if number % 2 else 'News'}" for number in range(38)),
)


class Corpus:
    """Articles that go on as long as somebody asks for more.

    Args:
        data: the folder of real articles to learn from, see `prose.SOURCES`.
        kept: a folder for what was learnt.
        seed: another seed, other articles.
    """

    def __init__(self, data: Path, kept: Path, seed: int) -> None:
        self._styles = {language: Style.read(data, language, kept) for language in LANGUAGES}
        self._population = Population()
        self._sources = Zipf.over(len(SOURCES), 0.5)
        self._seed = seed

    def articles(self, many: int) -> Iterator[Document]:
        """The first so many. No more than a batch of each language is in memory."""
        for number in range(-(-many // (2 * BATCH))):
            batches = [self._batch(number, language) for language in LANGUAGES]
            left = many - number * 2 * BATCH
            for place, pair in enumerate(zip(*batches, strict=True)):
                yield from pair[: max(0, left - 2 * place)]

    def _batch(self, number: int, language: Language) -> list[Document]:
        rng = np.random.default_rng((self._seed, number, LANGUAGES.index(language)))
        style = self._styles[language]
        topics = style.bodies.topics[rng.integers(0, len(style.bodies.topics), (BATCH, TOPICS))]
        titles = _titles(rng, style, topics)
        mentioned = _Mentioned(rng, self._population, language)
        bodies = _Bodies(rng, style.bodies, topics, mentioned)
        days = rng.integers(0, DAYS, BATCH).tolist()
        sources = self._sources.drawn(rng, BATCH).tolist()
        titled = (rng.random(BATCH) < TITLED).tolist()
        documents = []
        for at in range(BATCH):
            text, mentions = bodies.article(at)
            title, first = titles[at], mentions[0]
            if titled[at]:
                title = f"{first.text} : {title}" if language == "fr" else f"{first.text}: {title}"
            key = f"{language}-{number * BATCH + at:07}"
            documents.append(
                Document(
                    id=key,
                    title=title,
                    headline=True,
                    text=text,
                    lang=language,
                    date=(FIRST_DAY + timedelta(days[at])).isoformat(),
                    source=SOURCES[sources[at]],
                    url=f"https://news.example/{key}",
                    title_mentions=(Mention(0, len(first.text), first.text, first.type, first.id),) if titled[at] else (),
                    mentions=mentions,
                )
            )
        return documents


class _Mentioned:
    """Whom each article of a batch names: `many` mentions each, those of article n from `begins[n]` on."""

    def __init__(self, rng: np.random.Generator, population: Population, language: Language) -> None:
        self.many = rng.integers(FEWEST_MENTIONS, MOST_MENTIONS + 1, BATCH)
        self.begins = np.cumsum(self.many) - self.many
        total = int(self.many.sum())
        drawn = population.drawn(rng, total)
        again = rng.random(total) < AGAIN
        first = np.repeat(self.begins, self.many)
        otherwise = (rng.random(total) < OTHERWISE).tolist()
        which = rng.random(total).tolist()
        self.entities = [drawn[number] for number in np.where(again, first, np.arange(total)).tolist()]
        self.spellings = [
            entity.spellings[int(pick * len(entity.spellings))] if other else entity.labels[language]
            for entity, other, pick in zip(self.entities, otherwise, which, strict=True)
        ]


class _Bodies:
    """The texts of a batch of articles as pieces: words, and words with a name before them."""

    def __init__(self, rng: np.random.Generator, prose: Prose, topics: Ints, mentioned: _Mentioned) -> None:
        lengths = prose.lengths[rng.integers(0, len(prose.lengths), BATCH)] * (MEAN_LENGTH / prose.lengths.mean())
        self._lengths = np.clip(lengths, SHORTEST, LONGEST).astype(np.int32)
        self._mentioned = mentioned
        words = prose.written(rng, self._lengths)
        spots = np.flatnonzero(prose.plain[words])
        on_topic = _some(rng, spots, ON_TOPIC)
        article = np.repeat(np.arange(BATCH), self._lengths)[on_topic]
        words[on_topic] = topics[article, _favourite(rng, len(on_topic))]
        pieces, sizes = prose.words[words], prose.sizes[words]
        rare = _some(rng, spots, RARITIES)
        _replace(pieces, sizes, rare, [f"{coined(RARE + number)} " for number in _rarities(rng, len(rare))])
        named = self._places(rng)
        before = pieces[named].tolist()
        _replace(pieces, sizes, named, [f"{name} {word}" for name, word in zip(mentioned.spellings, before, strict=True)])
        offsets = np.cumsum(sizes) - sizes
        begins = np.cumsum(self._lengths) - self._lengths
        self._pieces = pieces.tolist()
        self._begins = begins.tolist()
        self._starts = (offsets[named] - np.repeat(offsets[begins], mentioned.many)).tolist()

    def article(self, at: int) -> tuple[str, tuple[Mention, ...]]:
        """The text of an article and who is mentioned in it, in order."""
        begin, first = self._begins[at], int(self._mentioned.begins[at])
        text = "".join(self._pieces[begin : begin + int(self._lengths[at])]).rstrip(" \n,;:")
        mentions = []
        for number in range(first, first + int(self._mentioned.many[at])):
            name, entity, start = self._mentioned.spellings[number], self._mentioned.entities[number], self._starts[number]
            mentions.append(Mention(start, start + len(name), name, entity.type, entity.id))
        return text, tuple(mentions)

    def _places(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Before which word of the batch each mention stands: one in each of as many equal parts of the article."""
        many = self._mentioned.many
        part = np.arange(int(many.sum())) - np.repeat(self._mentioned.begins, many)
        width = np.repeat(self._lengths // many, many)
        begins = np.repeat(np.cumsum(self._lengths) - self._lengths, many)
        places: NDArray[np.intp] = begins + part * width + (rng.random(len(part)) * width).astype(np.intp)
        return places


def _titles(rng: np.random.Generator, style: Style, topics: Ints) -> list[str]:
    """Titles of a batch of articles; the second word is what the article is most about."""
    prose = style.titles
    lengths = np.maximum(prose.lengths[rng.integers(0, len(prose.lengths), BATCH)], 3)
    pieces = prose.words[prose.written(rng, lengths)]
    begins = np.cumsum(lengths) - lengths
    pieces[begins + 1] = style.bodies.words[topics[:, 0]]
    words = pieces.tolist()
    titles = []
    for begin, length in zip(begins.tolist(), lengths.tolist(), strict=True):
        title = "".join(words[begin : begin + length]).replace("\n", " ").strip()
        titles.append(title[:1].upper() + title[1:])
    return titles


def _some(rng: np.random.Generator, spots: NDArray[np.intp], share: float) -> NDArray[np.intp]:
    chosen: NDArray[np.intp] = spots[rng.random(len(spots)) < share]
    return chosen


def _favourite(rng: np.random.Generator, many: int) -> NDArray[np.intp]:
    """Which topic, the first ones more often."""
    return (rng.random(many) ** 2 * TOPICS).astype(np.intp)


def _rarities(rng: np.random.Generator, many: int) -> list[int]:
    """Ranks of rare names, by inversion of the distribution's tail."""
    ranks = RARE_SHIFT * (rng.random(many) ** (-1 / (RARE_EXPONENT - 1)) - 1)
    return [int(rank) for rank in np.minimum(ranks, MOST_RARE).tolist()]


def _replace(pieces: NDArray[Any], sizes: Ints, places: NDArray[np.intp], texts: list[str]) -> None:
    pieces[places] = texts
    sizes[places] = list(map(len, texts))
