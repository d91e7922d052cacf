"""Whether a title in one language finds the article's translation, among parallel articles in French and English.

The articles of all files are indexed together and without their titles, and every title is a query. It is asked among the articles of the
other language, where the translation is its mate; among those of its own, where its own article is the best that can be hoped for; and
among all, where its own article is left out and the mate has to stand above articles in the language of the title.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.document import LANGUAGES, Language
from indexer.errors import SourceError
from service.evaluation.collection import lines
from service.evaluation.temporary import Door, asking, indexed


@dataclass(frozen=True, slots=True)
class Half:
    """One of two articles that are translations of each other."""

    id: str
    pair: str
    lang: Language
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where things stood for one title, from 1; None for what was not among the hits that are looked at.

    `mate` is among articles of the other language, `own` the title's own article among those of its own, `mixed` the mate among all
    articles but that one.
    """

    mate: int | None
    own: int | None
    mixed: int | None


def read(files: Iterable[Path]) -> list[tuple[Half, Half]]:
    """The pairs of some files, French first.

    Raises:
        SourceError: a file is not of parallel articles, or all of them hold no pair.
    """
    halves: dict[str, dict[str, Half]] = {}
    seen: dict[str, Path] = {}
    for file in files:
        for line in lines(file, ("id", "lang", "text")):
            key, lang = str(line["id"]), line["lang"]
            if lang not in LANGUAGES or not line.get("pair_id"):
                raise SourceError(f"{file}: article {key} has no “pair_id” or a “lang” other than {' and '.join(LANGUAGES)}")
            if key in seen:
                raise SourceError(f"{file}: the id {key} is there twice, the first time in {seen[key]}")
            seen[key] = file
            pair = halves.setdefault(str(line["pair_id"]), {})
            if lang in pair:
                raise SourceError(f"{file}: the pair {line['pair_id']} has two articles in “{lang}”")
            pair[lang] = Half(key, str(line["pair_id"]), lang, str(line.get("title") or ""), str(line["text"]))
    pairs = [(pair["fr"], pair["en"]) for pair in halves.values() if len(pair) == len(LANGUAGES)]
    if not pairs:
        raise SourceError(f"no two articles share a “pair_id” in {' and '.join(map(str, dict.fromkeys(files)))}")
    return pairs


def measure(pairs: Sequence[tuple[Half, Half]], *, dense: bool = False) -> dict[str, dict[str, float]]:
    """The figures, by direction; see `figures`. For `dense` see `indexed`.

    Raises:
        IndexerError: the index could not be built.
    """
    with indexed(articles(pairs), dense=dense) as door:
        return asked(door, pairs)


def articles(pairs: Iterable[tuple[Half, Half]]) -> Iterator[dict[str, str]]:
    """Both articles of each pair as they are indexed: without their titles."""
    return ({"id": half.id, "text": half.text, "lang": half.lang} for pair in pairs for half in pair)


def asked(door: Door, pairs: Sequence[tuple[Half, Half]]) -> dict[str, dict[str, float]]:
    """The figures, by direction, where an index holds these pairs and perhaps others."""
    both = [each for pair in pairs for each in (pair, pair[::-1])]
    ranks: dict[str, list[Ranks]] = {"fr-en": [], "en-fr": []}
    for title, mate in asking(both, len(both), "titles"):
        if title.title.strip():
            ranks[f"{title.lang}-{mate.lang}"].append(_ranks(door, title, mate))
    if not all(ranks.values()):
        raise SourceError("the articles of a language have no titles to ask for")
    mixed = [each.mixed for some in ranks.values() for each in some]
    return {name: figures(some) for name, some in ranks.items()} | {"mixed": {"mrr": mrr(mixed), "r10": recall(mixed, 10)}}


def figures(ranks: Sequence[Ranks]) -> dict[str, float]:
    """MRR, R@1 and R@10 of the mate, the MRR of the own article as the ceiling, and the share of it that the mate reaches."""
    mates, ceiling = [each.mate for each in ranks], mrr([each.own for each in ranks])
    reached = mrr(mates)
    return {
        "mrr": reached,
        "r1": recall(mates, 1),
        "r10": recall(mates, 10),
        "ceiling": ceiling,
        "share": reached / ceiling if ceiling else 0.0,
    }


def mrr(ranks: Sequence[int | None]) -> float:
    """The mean reciprocal rank; what was not found counts as nought."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def recall(ranks: Sequence[int | None], k: int) -> float:
    """The share that stands among the first `k`."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def _ranks(door: Door, asked: Half, mate: Half) -> Ranks:
    others, own, everywhere = door.within(asked.title, mate.lang, asked.lang, None)
    return Ranks(_rank(mate.id, others), _rank(asked.id, own), _rank(mate.id, [key for key in everywhere if key != asked.id]))


def _rank(key: str, keys: Sequence[str]) -> int | None:
    return keys.index(key) + 1 if key in keys else None
