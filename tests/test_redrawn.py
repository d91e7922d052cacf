"""Names that what stands around them bounds: spans and types of names that the authority does not know."""

import pytest

from indexer.entities import Authority, Spotter

SPOTTER = Spotter(Authority.load())


def found(text: str, lang: str) -> list[str]:
    return [mention.text for mention in SPOTTER.find(text, lang)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hier, le chef du ZKRP Jerzek Dolinaf a parlé.", ["ZKRP", "Jerzek Dolinaf"]),
        ("Hier, le président de la Cour Belmir Zakoç a parlé.", ["Cour", "Belmir Zakoç"]),
        ("C'est ce qu'a dit le ministre de l'Énergie Belmir Zakoç.", ["Belmir Zakoç"]),
        ("Hier, le Parti pour une société vélienne (ZKRP) a perdu.", ["Parti pour une société vélienne", "ZKRP"]),
        ("Hier, le ZNSV (Zone nationale des sports véliens) a ouvert.", ["ZNSV", "Zone nationale des sports véliens"]),
        ("Hier, le PDG de Zubarol Éric Zakoç a parlé.", ["Zubarol", "Éric Zakoç"]),
        ("Le coût du projet Veliograd 21 augmente.", ["Veliograd 21"]),
        ("Hier, les Zubars de Milwaukee ont gagné.", ["Zubars de Milwaukee"]),
        ("Le projet S21 et la navette C3 avancent.", ["S21", "C3"]),
        ("Une lettre de M. Patrick J. Zakoç est parue.", ["Patrick J. Zakoç"]),
        ("Il l'a dit, et M. Turc aussi.", ["Turc"]),
        ("Hier, le parti socialiste a perdu.", ["parti socialiste"]),
    ],
)
def test_a_french_name_ends_where_what_stands_around_it_says(text: str, names: list[str]):
    assert found(text, "fr") == names


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Saviez-vous que tout va bien ?", "fr"),
        ("Le train part à 20H30 du quai.", "fr"),
        ("C'était au XIXe siècle.", "fr"),
        ("Il aime le festival Zubarova chaque été.", "fr"),
        ("Don't ask.", "en"),
        ("They fear the Eastern Europeans.", "en"),
        ("She went to the Zubarova Festival.", "en"),
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str, lang: str):
    assert found(text, lang) == []


def test_the_adjective_behind_a_body_is_no_part_of_its_name():
    assert found("Selon elle, le Congrès américain votera.", "fr") == ["Congrès"]
