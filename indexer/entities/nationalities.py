"""Nationalities: the adjectives and the names of inhabitants that tell a country without naming it, from `data/nationalities.yaml`.

« Français », "Dutch" and "Spaniard" are no entities. They say that a capital stands for an inhabitant and not for a name, and they
are evidence of what a text is about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypedDict, cast

from indexer.document import LANGUAGES, Language
from indexer.entities.authority import DATA
from indexer.entities.names import name_key
from indexer.kept import kept

FILE = DATA / "nationalities.yaml"


class _Row(TypedDict):
    """An entry of the file."""

    id: str
    fr: list[str]
    en: list[str]


@dataclass(frozen=True, slots=True)
class Nationality:
    """How one country's people and things are called: every form of every language, singular and plural, as the file writes it."""

    country: str
    forms: Mapping[Language, tuple[str, ...]]


def _french_plural(form: str) -> str:
    """« français » is its own plural, « belge » takes an s."""
    return form if form.endswith(("s", "x", "z")) else f"{form}s"


def _english_plural(form: str) -> str:
    """`Italians` and `Frenchmen`; `Chinese`, `Irish`, `Swiss` and `Dutch` stay as they are."""
    if form.endswith(_MEN):
        return f"{form[:-3]}men"
    return form if form.endswith(_NO_PLURAL) or form in _UNCHANGED else f"{form}s"


_MEN = ("hman", "tsman", "woman")  # a bare "man" would make Germans Germen
_NO_PLURAL = ("ese", "sh", "s", "ic", "nch", "tch")
_UNCHANGED = frozenset(
    {"Abkhaz", "Basotho", "Batswana", "Burkinabe", "Burkinabè", "I-Kiribati", "Kyrgyz", "Malagasy", "Mosotho", "Motswana", "Ni-Vanuatu"}
    | {"Philippine", "Turkmen"}
)
_PLURALS: Mapping[Language, Callable[[str], str]] = {"fr": _french_plural, "en": _english_plural}


@cache
def nationalities() -> Mapping[str, Nationality]:
    """Every nationality by the id of its country, in the order of the file, read once per process."""
    rows = kept("nationalities", (FILE,), list[_Row], _read)
    return MappingProxyType({row["id"]: _nationality(row) for row in rows})


def _read() -> list[_Row]:
    import yaml  # noqa: PLC0415 — most processes find them kept

    return cast("list[_Row]", yaml.safe_load(FILE.read_text(encoding="utf-8")))


def countries_of(words: str, language: Language | None = None) -> tuple[str, ...]:
    """The ids of the countries whose nationality `words` are, in the order of the file; empty if they are none.

    Case, accents and hyphens do not count, so « Français » is « français »; whether a capital makes it a man is for the caller to say.

    Args:
        words: One adjective or inhabitant, singular or plural: `Françaises`, `South African`.
        language: The language in which to read them; any, if it is not known.
    """
    key = name_key(words)
    languages: Sequence[Language] = LANGUAGES if language is None else (language,)
    found = (country for known in languages for country in _bearers()[known].get(key, ()))
    return tuple(dict.fromkeys(found))


def _nationality(row: _Row) -> Nationality:
    """An entry of the file with its plurals."""
    forms: dict[Language, tuple[str, ...]] = {}
    for language in LANGUAGES:
        singulars = row[language]
        forms[language] = tuple(dict.fromkeys((*singulars, *map(_PLURALS[language], singulars))))
    return Nationality(row["id"], MappingProxyType(forms))


@cache
def _bearers() -> Mapping[Language, Mapping[tuple[str, ...], tuple[str, ...]]]:
    """The countries of every form, by language and by the folded words of the form."""
    bearers: dict[Language, dict[tuple[str, ...], tuple[str, ...]]] = {language: {} for language in LANGUAGES}
    for nationality in nationalities().values():
        for language, forms in nationality.forms.items():
            for key in dict.fromkeys(map(name_key, forms)):
                bearers[language][key] = (*bearers[language].get(key, ()), nationality.country)
    return bearers
