"""Which lemmas a word as it stands in a text may be a form of: « prit » of « prendre », *took* of *take*.

Stems bring most forms of a word together, but not irregular ones, and they bring together what does not belong (« finit », *finite* and
« fin »). Rules and exceptions stand in `forms/`, one file a language, as pairs of endings or words; see there.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from indexer.analysis.fold import fold
from indexer.document import Language
from indexer.errors import LexiconError

FORMS = Path(__file__).parent / "forms"

_LEAST = 2
"""Letters that must stand before an ending, unless nothing does: « as » is no plural."""


def lemmas(language: Language, word: str) -> Iterator[str]:
    """What a folded word may be a form of, folded, by the longest ending first; most of it is no word at all, see `Glossary`."""
    endings, longest = _rules(language)
    for size in range(min(len(word), longest), 0, -1):
        begin = len(word) - size
        if begin == 0 or begin >= _LEAST:
            for ending in endings.get(word[begin:], ()):
                yield word[:begin] + ending
        if begin == 0:
            yield from endings.get(f"={word}", ())


@cache
def _rules(language: Language) -> tuple[Mapping[str, Sequence[str]], int]:
    """Endings of forms to those of lemmas, whole words with `=` before them; and how long the longest is."""
    file = FORMS / f"{language}.tsv"
    rules: dict[str, list[str]] = {}
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        form, tab, lemma = line.partition("\t")
        if not tab or form.startswith("-") != lemma.startswith("-") or form in ("", "-"):
            raise LexiconError(
                f"{file}, line {number}: write a form and its lemma with a tab between, both with a hyphen before or neither."
            )
        key = fold(form[1:]) if form.startswith("-") else f"={fold(form)}"
        lemma = fold(lemma.removeprefix("-"))
        if lemma not in rules.setdefault(key, []):
            rules[key].append(lemma)
    return rules, max(len(key.removeprefix("=")) for key in rules)
