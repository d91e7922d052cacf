"""A form of a word finds what its lemma means, however irregular it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import CHAINS
from indexer.analysis.fold import fold
from indexer.document import LANGUAGES, Language
from indexer.lexicon import Glossary
from indexer.lexicon.inflection import FORMS, lemmas
from indexer.lexicon.table import Lexicon

GLOSSARY = Glossary.load()


def meanings(language: Language, word: str) -> list[str]:
    (part,) = CHAINS[language].word(word)
    return [each.text for each in GLOSSARY.meanings(language, [part.surfaces[0]], [*part.terms] or [part.surfaces[0]])]


@pytest.mark.parametrize(
    ("language", "form", "lemma"),
    [
        ("fr", "prit", "prendre"),
        ("fr", "comprennent", "comprendre"),
        ("fr", "maintient", "maintenir"),
        ("fr", "reçoit", "recevoir"),
        ("fr", "finissent", "finir"),
        ("fr", "vont", "aller"),
        ("fr", "céda", "céder"),
        ("fr", "présumée", "présumer"),
        ("fr", "étrangères", "étranger"),
        ("fr", "belle", "beau"),
        ("fr", "chevaux", "cheval"),
        ("fr", "craignent", "craindre"),
        ("en", "took", "take"),
        ("en", "undertook", "undertake"),
        ("en", "stopped", "stop"),
        ("en", "countries", "country"),
        ("en", "women", "woman"),
        ("en", "crises", "crisis"),
        ("en", "nicer", "nice"),
    ],
)
def test_a_form_is_of_its_lemma(language: Language, form: str, lemma: str):
    assert fold(lemma) in lemmas(language, fold(form))


@pytest.mark.parametrize(
    ("language", "form", "meaning"),
    [
        ("fr", "maintient", "maintain"),
        ("fr", "prit", "take"),
        ("fr", "finit", "finish"),  # its stem is that of « fin » as well
        ("en", "sought", "chercher"),
        ("en", "took", "prendre"),
        ("en", "growing", "augmenter"),  # and « croissant », as a lemma of its own
    ],
)
def test_a_form_means_what_its_lemma_does(language: Language, form: str, meaning: str):
    assert meaning in meanings(language, form)


def test_a_word_that_is_a_lemma_keeps_its_own_meanings_first():
    assert meanings("fr", "offre")[0] in {each.text for each in Lexicon.load().translations("fr", ("offre",))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exception_is_of_a_lemma_that_the_lexicon_has(language: Language):
    lines = [line.split("\t") for line in (FORMS / f"{language}.tsv").read_text("utf-8").split("\n") if line and not line.startswith("#")]
    assert len(lines) == len(set(map(tuple, lines))), "a line stands there twice"
    known = {" ".join(read) for read in Lexicon.load().table[language]}
    endings = {fold(lemma[1:]) for form, lemma in lines if form.startswith("-")}
    idle = [ending for ending in endings if not any(word.endswith(ending) for word in known)]
    assert not idle, f"no lemma of the lexicon ends so: {idle}"


@given(st.sampled_from(LANGUAGES), st.text(max_size=40))
def test_whatever_is_typed_is_of_lemmas_without_end_or_blanks(language: Language, word: str):
    assert all(lemma == lemma.strip() for lemma in lemmas(language, fold(word).strip()))
