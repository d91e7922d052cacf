"""What is made, told from who makes it: models, versions, ships, prizes, and a system that is called as its makers are."""

import pytest

from indexer.entities import Authority, Spotter

SPOTTER = Spotter(Authority.load())


def found(text: str, lang: str) -> list[tuple[str, str]]:
    mentions = SPOTTER.find(text, lang)
    assert [text[each.start : each.end] for each in mentions] == [each.text for each in mentions]
    return [(each.text, each.type) for each in mentions]


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("La police a saisi une Iveco Zubara hier.", "fr", "Iveco Zubara"),
        ("She bought an Iveco Zubara yesterday.", "en", "Iveco Zubara"),
        ("Le sous-marin nucléaire Belmir Zakoç a coulé.", "fr", "Belmir Zakoç"),
        ("The oil tanker Belmir Zakoc sank.", "en", "Belmir Zakoc"),
        ("Elle a gagné un Oscar pour ce rôle.", "fr", "Oscar"),
        ("She won an Oscar for that part.", "en", "Oscar"),
        ("A new release, codenamed Zubara, is out.", "en", "Zubara"),
        ("La version 5.0 (Zubara) est parue.", "fr", "Zubara"),
        ("La version 3.0 (surnommée « Zubara ») est parue.", "fr", "Zubara"),
        ("Ils ont vu DebianZub à la foire.", "fr", "DebianZub"),
    ],
)
def test_what_is_made_is_a_programme(text: str, lang: str, name: str):
    assert (name, "programme") in found(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("Le marin Olivier Zakoç a gagné.", "fr", "Olivier Zakoç"),
        ("Le truand, surnommé « Zakoç », a dit qu'il partait. M. Zakoç est parti.", "fr", "Zakoç"),
    ],
)
def test_who_sails_or_has_a_nickname_is_a_person(text: str, lang: str, name: str):
    assert (name, "person") in found(text, lang)


def test_who_commands_a_ship_is_not_called_as_it_is():
    assert ("Belmir Zakoç", "programme") not in found("Le capitaine du cargo Belmir Zakoç a parlé.", "fr")


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        ("C'est pour les utilisateurs de la distribution Debian.", "fr", "programme"),
        ("Ils font le système d'exploitation complètement libre Debian.", "fr", "programme"),
        ("They produce the completely free operating systems Debian.", "en", "programme"),
        ("It runs on many computers, Debian calls itself the universal operating system.", "en", "programme"),
        ("Le projet Debian annonce une réunion.", "fr", "org"),
        ("He is a member of Debian and of a club.", "en", "org"),
    ],
)
def test_a_name_means_the_system_where_the_words_around_say_so(text: str, lang: str, kind: str):
    assert ("Debian", kind) in found(text, lang)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ils craignent la désinformation (ZUD) et le bruit. Le ZUD croît.", []),
        ("Le syndicat des postiers (ZUD) refuse. Le ZUD a dit non.", ["ZUD", "ZUD"]),
        ("Le sénateur Belmir Zakoç (ZUD) refuse.", ["Belmir Zakoç", "ZUD"]),
        ("Les prix du Zubar montent.", ["Zubar"]),
        ("La banque d'Angleterre a parlé.", ["banque d'Angleterre"]),
        ("Le Parti civique démocrate a perdu.", ["Parti civique démocrate"]),
        ("C'est du Logiciel Libre.", []),
    ],
)
def test_letters_are_short_for_a_body_or_for_nothing_with_a_name(text: str, names: list[str]):
    assert [name for name, _ in found(text, "fr") if name in names] == names
    assert names or found(text, "fr") == []


def test_the_full_stop_of_a_short_word_belongs_to_a_name_in_the_middle_of_a_sentence():
    text = "Zubarol Corp. said so. It sold Zubarol Corp. The rest is known. Then Zubarol Corp."
    assert [name for name, _ in found(text, "en")] == ["Zubarol Corp.", "Zubarol Corp", "Zubarol Corp"]
