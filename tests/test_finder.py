"""The finder: what it must find, what it must leave alone, and the laws of its offsets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities import Authority, Finder, name_key

SEEDS = Path(__file__).parent.parent / "seeds"
AUTHORITY = Authority.load()
FINDER = Finder(AUTHORITY)
SPELLINGS = sorted({spelling for entity in AUTHORITY.entities.values() for spelling in entity.spellings})


def found(text: str, lang: str | None = None) -> list[tuple[str, str]]:
    """What is found, as (text, id), after the laws that hold for every text."""
    mentions = FINDER.find(text, lang)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text), f"{mention} overlaps, is out of order or empty"
        assert text[mention.start : mention.end] == mention.text
        assert AUTHORITY.entities[mention.id].type == mention.type
        end = mention.end
    return [(mention.text, mention.id) for mention in mentions]


SEED_ENTITIES = {
    "000_73f1e8c7f933d57e": (
        "fr",
        "dmitry-rogozin zhang-kejian sergei-savelyev roscosmos cnsa tass federation-council ilrs china russia moon europe",
    ),
    "001_064bfac21be5c50f": (
        "en",
        "dmitry-rogozin zhang-kejian sergei-savelyev roscosmos cnsa tass federation-council ilrs china russia moon europe",
    ),
    "002_7129860d82741210": (
        "fr",
        "wang-wenbin chinese-foreign-ministry roscosmos cnsa tass china russia beijing moscow ilrs luna-25 glonass beidou",
    ),
    "003_30ab5652f3500c4d": ("fr", "dmitry-rogozin wang-wenbin hao-chun roscosmos cgtn tass china russia tiangong"),
    "004_122fc6ca2d3acbc3": (
        "fr",
        "danil-bochkov jens-stoltenberg roscosmos cnsa nato global-times china russia ukraine kyiv ilrs glonass beidou artemis-accords",
    ),
}


@pytest.mark.parametrize("name", SEED_ENTITIES)
def test_the_seeds_name_the_same_entities_in_both_languages(name: str):
    lang, expected = SEED_ENTITIES[name]
    ids = {slug for _, slug in found((SEEDS / f"{name}.txt").read_text(encoding="utf-8"), lang)}
    assert set(expected.split()) <= ids, f"missing: {set(expected.split()) - ids}"


def test_the_french_and_the_english_version_of_one_dispatch_name_the_same():
    french, english = (
        {slug for _, slug in found((SEEDS / f"{name}.txt").read_text(encoding="utf-8"), lang)}
        for name, lang in (("000_73f1e8c7f933d57e", "fr"), ("001_064bfac21be5c50f", "en"))
    )
    assert french == english


SENTENCES = [
    # Acronyms are not words, and words are not acronyms.
    ("fr", "L'OTAN et l’ONU ont réagi à l'appel de la CNSA.", [("OTAN", "nato"), ("ONU", "un"), ("CNSA", "cnsa")]),
    ("en", "Those who told us that un and eu are words, let them. It is up to us.", []),
    ("en", "The WHO and the US told us who did it.", [("WHO", "who"), ("US", "united-states")]),
    ("fr", "L’O.N.U. siège à New York.", [("O.N.U.", "un"), ("New York", "new-york")]),
    ("fr", "L'O.N.U a dit non, l'Otan aussi.", [("O.N.U", "un"), ("Otan", "nato")]),
    ("fr", "Il en veut UN, pas deux.", []),
    ("en", "The UN met.", [("UN", "un")]),
    ("fr", "UN HOMME EST MORT À PARIS", [("PARIS", "paris")]),
    ("en", "A U.S.-China meeting", [("U.S.", "united-states"), ("China", "china")]),
    ("en", "The CPI rose by 3% in May.", []),
    ("fr", "La CPI a émis un mandat.", [("CPI", "international-criminal-court")]),
    # Elision, possessives and hyphens do not hide a name.
    ("fr", "Les voisins d’Ukraine et de l'Allemagne", [("Ukraine", "ukraine"), ("Allemagne", "germany")]),
    ("en", "Russia's space agency and China’s", [("Russia", "russia"), ("China", "china")]),
    ("fr", "Le Premier ministre de Côte d’Ivoire", [("Côte d’Ivoire", "ivory-coast")]),
    ("fr", "le slogan « OTAN-dans-l’espace »", [("OTAN", "nato")]),
    ("fr", "Le tandem Macron-Poutine", [("Macron", "emmanuel-macron"), ("Poutine", "vladimir-putin")]),
    # One person, every spelling.
    ("fr", "Dmitri Rogozine a parlé. Rogozine sourit.", [("Dmitri Rogozine", "dmitry-rogozin"), ("Rogozine", "dmitry-rogozin")]),
    ("en", "Dmitry Rogozin spoke to Putin.", [("Dmitry Rogozin", "dmitry-rogozin"), ("Putin", "vladimir-putin")]),
    ("fr", "Selon Macron, M. Poutine part.", [("Macron", "emmanuel-macron"), ("Poutine", "vladimir-putin")]),
    ("fr", "Mme Merkel et le Premier ministre Orban", [("Merkel", "angela-merkel"), ("Orban", "viktor-orban")]),
    ("en", "President Putin met Prime Minister Modi.", [("Putin", "vladimir-putin"), ("Modi", "narendra-modi")]),
    ("fr", "le chef de Roscosmos Rogozin", [("Roscosmos", "roscosmos"), ("Rogozin", "dmitry-rogozin")]),
    ("fr", "D. Rogozine remplace A. Rogozine.", [("Rogozine", "dmitry-rogozin")]),
    ("en", "Said Putin Monday, according to George W. Bush.", [("George W. Bush", "george-w-bush")]),
    ("en", "It was said, Putin Monday told", [("Putin", "vladimir-putin")]),
    # Another person of the same name.
    ("fr", "Alexeï Rogozine, son fils, et la rue Jean Macron", []),
    ("fr", "Marion Maréchal-Le Pen et Louis XI", [("Marion Maréchal-Le Pen", "marion-marechal")]),
    ("en", "Donald Trump Jr. and the Trump Organization", []),
    ("en", "Xi said so; his father Xi Zhongxun did not.", [("Xi", "xi-jinping")]),
    ("en", "Paris Hilton met Bruno Mars and Michael Jordan in Paris.", [("Paris", "paris")]),
    # The same letters, another thing.
    ("fr", "En mars 2021, la sonde a quitté Mars.", [("Mars", "mars")]),
    ("fr", "Mars 2021 : le printemps.\nMars : ça repart\nle 8 Mars et fin Mars", []),
    ("fr", "Le monde a changé, lit-on dans Le Monde.", [("Le Monde", "le-monde")]),
    ("fr", "Terre brûlée. La Terre tourne, Orange licencie, l'orange non.", [("Terre", "earth"), ("Orange", "orange")]),
    ("fr", "Le Suisse Roger Federer aime la Suisse.", [("Roger Federer", "roger-federer"), ("Suisse", "switzerland")]),
    ("en", "New Mexico borders Mexico.", [("New Mexico", "new-mexico"), ("Mexico", "mexico")]),
    ("en", "New Lisbon is not Lisbon.", [("Lisbon", "lisbon")]),
    ("en", "Nice people meet in Nice and bathe in Bath.", [("Nice", "nice"), ("Bath", "bath")]),
    ("fr", "Tours et détours.\nManche après manche, à Tours et dans la Manche", [("Tours", "tours"), ("Manche", "english-channel")]),
    (
        "fr",
        "Florence Arthaud est née près de Florence, non à Valence.",
        [("Florence Arthaud", "florence-arthaud"), ("Florence", "florence"), ("Valence", "valencia")],
    ),
    ("fr", "Le Salvador de Salvador Allende", [("Salvador", "el-salvador"), ("Salvador Allende", "salvador-allende")]),
    ("fr", "Dans le Lot-et-Garonne, dans le Cher", [("Lot-et-Garonne", "lot-et-garonne"), ("le Cher", "cher-department")]),
    ("fr", "Une réunion à la Réunion. Réunion de crise.", [("la Réunion", "reunion")]),
    ("fr", "Artiomovsk, aujourd'hui Bakhmout", [("Artiomovsk", "bakhmut"), ("Bakhmout", "bakhmut")]),
    ("fr", "La Corée. Du Sud, rien. La Corée du Sud, si.", [("Corée du Sud", "south-korea")]),
    ("fr", "La Guinée-Bissau, la Guinée", [("Guinée-Bissau", "guinea-bissau"), ("Guinée", "guinea")]),
    # The longest name wins.
    ("fr", "l'accord de Paris, les accords d’Artemis", [("accord de Paris", "paris-agreement"), ("accords d’Artemis", "artemis-accords")]),
    ("en", "a Washington Post on Artemis II", [("Washington Post", "washington-post"), ("Artemis II", "artemis-2")]),
    ("en", "the UN Security Council", [("UN Security Council", "un-security-council")]),
    # Line breaks: one may stand inside a name, an empty line may not.
    ("fr", "Vladimir\nPoutine, Emmanuel\n\nMacron", [("Vladimir\nPoutine", "vladimir-putin"), ("Macron", "emmanuel-macron")]),
    ("fr", "Falcon\n9 lecteurs, Falcon 9", [("Falcon 9", "falcon-9")]),
    # Languages mix, and other alphabets fold to the same letters.
    (
        "und",
        "Пекин, Путин, Pekin and Beijing",
        [("Пекин", "beijing"), ("Путин", "vladimir-putin"), ("Pekin", "beijing"), ("Beijing", "beijing")],
    ),
    ("fr", "CHINE ET RUSSIE SIGNENT", [("CHINE", "china"), ("RUSSIE", "russia")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), SENTENCES, ids=[text[:40] for _, text, _ in SENTENCES])
def test_a_sentence_gives_these_mentions_and_no_others(lang: str, text: str, expected: list[tuple[str, str]]):
    assert found(text, lang) == expected


# The traps of names.


@pytest.mark.parametrize(
    ("spellings", "slug"),
    [
        (("Rogozin", "Rogozine", "Dmitry Rogozine", "Dmitri Rogozin"), "dmitry-rogozin"),
        (("Sergueï Saveliev", "Sergei Savelyev", "Sergueï Savelyev"), "sergei-savelyev"),
        (("Poutine", "Putin", "Vladimir Poutine", "Vladimir Putin"), "vladimir-putin"),
        (("Pékin", "Beijing", "pekin", "PÉKIN"), "beijing"),
        (("Londres", "London"), "london"),
        (("Kiev", "Kyiv"), "kyiv"),
        (("Varsovie", "Warsaw"), "warsaw"),
        (("Crimée", "Crimea"), "crimea"),
    ],
)
def test_every_spelling_is_one_entity(spellings: tuple[str, ...], slug: str):
    for spelling in spellings:
        assert [entity.id for entity in FINDER.known(spelling)] == [slug], spelling


@pytest.mark.parametrize("written", ["Luna-25", "Luna\u201125", "Luna\u201325", "Luna 25", "Luna\u00a025", "Luna25", "LUNA-25"])
def test_a_hyphen_may_be_any_hyphen_or_a_space(written: str):
    assert found(f"La sonde {written} s'est écrasée.", "fr") == [(written, "luna-25")]
    assert name_key(written) == ("luna", "25")


@pytest.mark.parametrize("other", ["Luna-2", "Luna-255", "Luna-25A", "Luna-250", "Luna 2 5", "Luna-25-1"])
def test_digits_must_match_exactly(other: str):
    assert found(f"La sonde {other} décolle.", "fr") == []


def test_luna_25_is_not_luna_26():
    assert found("Luna-25 puis Luna-26", "fr") == [("Luna-25", "luna-25"), ("Luna-26", "luna-26")]


def test_roman_numerals_must_match_exactly():
    assert found("Artemis II, Artemis III", "en") == [("Artemis II", "artemis-2"), ("Artemis III", "artemis-3")]
    assert found("Élisabeth II, Élisabeth I", "fr") == [("Élisabeth II", "elizabeth-ii")]


def test_ov_and_ova_in_and_ina_are_two_people():
    assert found("Maria Zakharova, Zakharov", "fr") == [("Maria Zakharova", "maria-zakharova")]
    assert found("Sergei Lavrov, Lavrova", "en") == [("Sergei Lavrov", "sergei-lavrov")]
    assert found("Putina, Rogozina, Poutina", "en") == []


def test_li_keqiang_is_not_li_qiang():
    assert found("Li Keqiang, Li Qiang, Li Kiqiang, Li", "en") == [("Li Keqiang", "li-keqiang"), ("Li Qiang", "li-qiang")]


# The surname after the full name.


def test_a_surname_stands_for_the_person_only_after_the_full_name():
    assert found("Nelson a souri. Bill Nelson parle. Nelson se tait.", "fr") == [("Bill Nelson", "bill-nelson"), ("Nelson", "bill-nelson")]


def test_a_surname_in_small_letters_is_a_word():
    assert found("Tim Cook likes to cook. For Cook, yes.", "en") == [("Tim Cook", "tim-cook"), ("Cook", "tim-cook")]


def test_a_month_never_stands_for_a_prime_minister():
    assert found("Theresa May resigned in May. Then May came.", "en") == [("Theresa May", "theresa-may")]


def test_two_people_of_one_surname_make_it_tell_nobody():
    text = "Bill Clinton spoke. Clinton smiled. Hillary Clinton spoke. Clinton left."
    assert found(text, "en") == [("Bill Clinton", "bill-clinton"), ("Clinton", "bill-clinton"), ("Hillary Clinton", "hillary-clinton")]


def test_a_surname_with_its_particle_is_marked_whole():
    text = "Jean-Marie Le Pen est mort. Le Pen avait 96 ans ; Marion Le Pen le pleure."
    assert found(text, "fr") == [("Jean-Marie Le Pen", "jean-marie-le-pen"), ("Le Pen", "jean-marie-le-pen")]


def test_a_surname_that_is_another_entity_stays_that_entity():
    assert found("Ban Ki-moon regarde la Lune, the Moon.", "en") == [("Ban Ki-moon", "ban-ki-moon"), ("Lune", "moon"), ("Moon", "moon")]


def test_a_number_of_a_pope_is_no_surname():
    assert found("Benoît XVI succède. Le chapitre XVI commence.", "fr") == [("Benoît XVI", "benedict-xvi")]


def test_one_text_does_not_remember_another():
    assert found("Bill Nelson", "en") == [("Bill Nelson", "bill-nelson")]
    assert found("Nelson", "en") == []


def test_a_lone_surname_in_the_authority_is_not_lent_to_an_unknown_relative(tmp_path: Path):
    file = tmp_path / "people.yaml"
    file.write_text("- {id: yann-le-goff, fr: Yann Le Goff, en: Yann Le Goff, aliases: [Le Goff]}\n", encoding="utf-8")
    finder = Finder(Authority.load(file))
    assert [mention.text for mention in finder.find("Le Goff arrive ; Soizic Le Goff, non.", "fr")] == ["Le Goff"]


# Laws.


def test_known_gives_all_bearers_and_nobody_else():
    assert [entity.id for entity in FINDER.known("l’Onu")] == []
    assert [entity.id for entity in FINDER.known("organisation des nations unies")] == ["un"]
    assert FINDER.known("") == FINDER.known("…") == FINDER.known("Nobody At All") == ()


def test_one_name_of_two_types_is_known_as_both_and_found_as_one(tmp_path: Path):
    file = tmp_path / "places.yaml"
    file.write_text("- {id: reuters-town, fr: Reuters, en: Reuters}\n", encoding="utf-8")
    finder = Finder(Authority.load(file))
    assert [entity.type for entity in finder.known("Reuters")] == ["org", "place"]
    assert [mention.type for mention in finder.find("selon Reuters", "fr")] == ["org"]


def test_every_spelling_is_known_in_any_case():
    assert [spelling for spelling in SPELLINGS if not FINDER.known(spelling)] == []
    assert [spelling for spelling in SPELLINGS if FINDER.known(spelling.upper()) != FINDER.known(spelling)] == []


def test_every_label_is_found_in_a_plain_sentence():
    missed = [
        (entity.id, label)
        for entity in AUTHORITY.entities.values()
        for lang, label in entity.labels.items()
        # Tottenham is a town and a club: either may be meant.
        if {entity.id, *(other.id for other in FINDER.known(label))}.isdisjoint(
            slug for _, slug in found(f"… : on a vu ici {label}.", lang)
        )
    ]
    assert missed == []


@given(st.text(), st.sampled_from(["fr", "en", "und", None]))
def test_any_text_is_read_without_an_error(text: str, lang: str | None):
    found(text, lang)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(SPELLINGS),
            st.sampled_from([" ", "\n", "-", "’", ". ", ", ", "« ", "\u00a0", "\u00ad", "1", "A", "le", "M.", "Jr"]),
            st.text(max_size=3),
        )
    ).map("".join),
    st.sampled_from(["fr", "en", None]),
)
def test_offsets_are_exact_ordered_and_apart_however_names_are_strung_together(text: str, lang: str | None):
    found(text, lang)


@given(st.sampled_from(SPELLINGS), st.sampled_from("'\u2019\u2018"), st.sampled_from("-\u2010\u2011\u2012\u2013"))
def test_the_key_of_a_name_does_not_depend_on_its_typography(spelling: str, apostrophe: str, hyphen: str):
    assert name_key(spelling.replace("'", apostrophe).replace("-", hyphen)) == name_key(spelling) == name_key(spelling.upper())


def test_decomposed_accents_are_the_same_name_at_their_own_offsets():
    text = "le pre\u0301sident à Pe\u0301kin, en Ukrai\u00adne"
    assert found(text, "fr") == [("Pe\u0301kin", "beijing"), ("Ukrai\u00adne", "ukraine")]


def test_a_text_of_two_hundred_thousand_words_is_read_to_its_end():
    text = "Vladimir Jean Charles De La Station Internationale UN " * 25_000 + "Rogozine"
    assert found(text, "fr")[-1] == ("Rogozine", "dmitry-rogozin")
    assert found("A." * 100_000 + "OTAN, Pékin" + " " * 100_000 + "Macron", "fr")[-1] == ("Macron", "emmanuel-macron")
