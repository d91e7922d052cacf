"""Stop words: what is too common to be searched for, and what only looks like it."""

from importlib.resources import files

import pytest
from unidecode import unidecode

from indexer.analysis import CHAINS
from indexer.document import LANGUAGES, Language


def listed(language: Language) -> list[str]:
    """Every word of the list as written."""
    lines = files("indexer.analysis").joinpath("stopwords", f"{language}.txt").read_text("utf-8").splitlines()
    return [word for line in lines for word in line.partition("#")[0].split()]


def is_searched(word: str, language: Language) -> bool:
    """Whether the word has a term, and so is looked for."""
    return any(part.terms for part in CHAINS[language].word(word))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_list_is_stopped_by_its_own_chain(language: Language) -> None:
    dead = [word for word in listed(language) if is_searched(word, language) or len(CHAINS[language].word(word)) != 1]
    assert len(listed(language)) > 200
    assert not dead, f"the chain takes these words apart before it looks at the list, so their lines do nothing: {dead}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_listed_twice(language: Language) -> None:
    words = listed(language)
    assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_stopped_without_accents_and_in_capitals(language: Language) -> None:
    missed = [
        word for word in listed(language) for said in (unidecode(word), word.upper(), word.capitalize()) if is_searched(said, language)
    ]
    assert not missed


@pytest.mark.parametrize(
    "text",
    [
        "qui quoi quand où comment pourquoi combien quel quelles lequel auxquelles",
        "le la les l’ d’ du des au aux un une",
        "je tu il elle on nous vous ils elles leur y en celui-ci ceux-là soi-même",
        "à dans par pour sur avec sans sous chez jusqu’à dès vers après avant pendant",
        "et ou mais donc ni si puisqu’ lorsqu’il parce qu’elle tandis que",
        "n’est pas, ne sont plus, n’ont jamais eu",
        "était serait fut eussent aurait peut doit pourrait a-t-il",
        "quelqu’un quelques-uns",
    ],
)
def test_french_function_words_are_stopped(text: str) -> None:
    assert [text[part.start : part.end] for part in CHAINS["fr"].parts(text) if part.terms] == []


@pytest.mark.parametrize(
    "text",
    [
        "who whom whose which what how when where why",
        "the a an this that these those",
        "it’s she's they’re we've I'd you'll who's that's there's",
        "can’t cannot don't won’t wouldn’t shan't ain’t must've",
        "is was were been has had does did could should would",
        "we ll they ve it s",
        "at by for from in into of on to with without between",
    ],
)
def test_english_function_words_are_stopped(text: str) -> None:
    assert [text[part.start : part.end] for part in CHAINS["en"].parts(text) if part.terms] == []


@pytest.mark.parametrize(
    "word", ["été", "or", "mars", "avions", "car", "ton", "point", "fin", "nouvelle", "contre", "personne", "faits", "Sienne"]
)
def test_french_readers_search_for(word: str) -> None:
    assert is_searched(word, "fr")


@pytest.mark.parametrize("word", ["may", "us", "mine", "car", "well", "state", "near", "least", "US", "May"])
def test_english_readers_search_for(word: str) -> None:
    assert is_searched(word, "en")


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "maïs"), ("fr", "né"), ("fr", "dés"), ("fr", "MAÏS"), ("fr", "mai\u0308s"), ("en", "thé")]
)
def test_an_accent_tells_a_word_from_a_stop_word(language: Language, word: str) -> None:
    assert is_searched(word, language), "stop words are compared with their accents; see stop_words in chain.py"
    assert not is_searched(unidecode(word), language)


@pytest.mark.parametrize(("language", "word"), [("fr", "où"), ("fr", "ou"), ("fr", "MÊME"), ("fr", "meme"), ("fr", "de\u0301ja\u0300")])
def test_accented_stop_words_are_stopped_however_they_are_typed(language: Language, word: str) -> None:
    assert not is_searched(word, language)


def test_the_list_of_whoosh_is_not_ours_for_it_stops_summer_and_lets_where_pass() -> None:
    assert is_searched("été", "fr")
    assert not is_searched("où", "fr")


def test_acronyms_are_no_stop_words() -> None:
    assert is_searched("I.T.", "en")
    assert is_searched("S.A.", "fr")
    assert not is_searched("it", "en")


def test_a_stop_word_keeps_its_position() -> None:
    positions = {part.terms: part.position for part in CHAINS["fr"].parts("agence de la presse") if part.terms}
    assert list(positions.values()) == [0, 3], "phrases would skip over stop words, and match what nobody wrote"


@pytest.mark.parametrize(
    ("word", "french", "english"),
    [
        ("Chine", True, True),
        ("china", True, True),
        ("mars", True, True),
        ("main", True, True),
        ("coin", True, True),
        ("car", True, True),
        ("pain", True, True),
        ("or", True, False),
        ("on", False, False),
        ("son", False, True),
        ("pour", False, True),
    ],
)
def test_false_friends_are_words_of_each_language_by_itself(word: str, *, french: bool, english: bool) -> None:
    assert is_searched(word, "fr") is french
    assert is_searched(word, "en") is english
