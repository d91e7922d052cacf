"""What is decided at once of a capitalised word is what the longer look at stretches of words decides."""

from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.entities import Authority, Spotter
from indexer.entities import vocabulary as v
from indexer.entities.cuts import Cuts
from indexer.entities.names import pieces
from indexer.entities.reach import Reach
from indexer.entities.runs import Runs
from indexer.entities.setting import Setting

SPOTTER = Spotter(Authority.load())
WORDS = (
    *(
        "Le",
        "The",
        "La",
        "Un",
        "President",
        "président",
        "Ministère",
        "ministère",
        "Ministry",
        "Français",
        "French",
        "Monday",
        "mai",
        "Jan",
    ),
    *("Jean", "Josiane", "Zubarol", "ZKRP", "UN", "Corp", "St", "W", "A380", "25", "Luna", "University", "Parti", "of", "de", "et", "and"),
    *("Paris", "Vladimir", "Poutine", "Le Monde", "International", "Société", "Mme", "Mr", "eBay", "Teachers", "Union", "castle", "la"),
)
GAPS = (
    " ",
    " ",
    " ",
    "-",
    "\u2010",
    ". ",
    ".",
    ", ",
    "\n",
    "\n\n",
    "'",
    "\u2019",
    "' ",
    " & ",
    "&",
    "/",
    " (",
    ") ",
    "\u00a0",
    "",
    " : ",
    "! ",
)

texts = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS)), max_size=12).map(lambda parts: "".join(map("".join, parts)))
languages = st.sampled_from(["fr", "en", None])


def settings_of(text: str, language: str | None) -> Iterator[tuple[Setting, int]]:
    """The setting of a text and each of its capitalised words, the last one left out."""
    passage, marks, signs = SPOTTER.finder.read(text)
    setting = Setting(passage, marks, SPOTTER.finder.candidates(passage, marks, signs, language), language)
    yield from ((setting, number) for number in range(len(marks) - 1) if marks[number] & v.CAPITAL)


@example("St. Zubarol", "en")
@example("W. Zubarol", "en")
@example("Ministère. Du Zubarol", "fr")
@given(texts, languages)
def test_a_gap_that_ends_every_name_ends_what_reaches_farthest(text: str, language: str | None):
    for setting, number in settings_of(text, language):
        if Runs(setting)._ends(number, setting.marks[number], setting.passage.gaps[number + 1]):  # noqa: SLF001
            assert Reach(setting).last(number) == (number, number)


@given(texts, languages)
def test_one_word_alone_is_cut_as_any_stretch(text: str, language: str | None):
    for setting, number in settings_of(text, language):
        if number not in setting.known:
            one = Cuts(setting).one(number)
            plain = number not in setting.inside and not setting.marks[number] & (v.STOP | v.PEOPLE | v.ROLE | v.CALENDAR | v.LOWER_TAIL)
            # A plain word is a run even in a headline, where the longer look would pass over ordinary words.
            if not plain:
                assert ([] if one is None else [one]) == list(Cuts(setting).runs(number, number, number - 1, number))
            else:
                assert one is not None


@given(st.lists(st.sampled_from((".", ".", "A", "B", "É", "a", "bc", "1", "A1", " ", "U.S.", ". ", "Zü", "\u0301", "_"))).map("".join))
def test_a_text_is_cut_without_loss_and_its_words_as_if_they_stood_alone(text: str):
    split = pieces(text)
    assert "".join(split) == text
    assert len(split) % 2 == 1
    assert [piece for word in split[1::2] for piece in pieces(word)] == [piece for word in split[1::2] for piece in ("", word, "")]
