"""What the page says: every sentence of the interface, in each of its languages, and how numbers and dates are written there.

A row is a sentence, or a pair of sentences for one and for several of `{n}`. French is written here with plain spaces and typeset once
when the table is built, so that nobody has to type a narrow no-break space.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from indexer.document import LANGUAGES, Language

Sentence = str | tuple[str, str]

LOCALES: Mapping[Language, Locale] = {"fr": Locale("fr"), "en": Locale("en", "GB")}
"""British English, because « 9 December 2021 » cannot be misread as « 12/9 » can."""

FIRST_OF_MONTH: Mapping[Language, str] = {"fr": "1er", "en": "1"}
"""French counts the first day of a month and numbers the others; CLDR's patterns do not know that."""

_WRITTEN: Mapping[str, Mapping[Language, Sentence]] = {
    # The frame of every page
    "tagline": {"fr": "Les nouvelles en français et en anglais, d’une seule recherche.", "en": "French and English news, in one search."},
    "skip": {"fr": "Aller au contenu", "en": "Skip to the content"},
    "home": {"fr": "Lunette, accueil", "en": "Lunette, home"},
    "search.label": {"fr": "Rechercher dans les articles", "en": "Search the articles"},
    "search.button": {"fr": "Rechercher", "en": "Search"},
    "switch.label": {"fr": "Langue de l’interface", "en": "Language of the interface"},
    "switch.fr": {"fr": "Français", "en": "Français"},
    "switch.en": {"fr": "English", "en": "English"},
    "language.fr": {"fr": "français", "en": "French"},
    "language.en": {"fr": "anglais", "en": "English"},
    # Home
    "home.title": {"fr": "Lunette, recherche de nouvelles", "en": "Lunette, news search"},
    "home.articles": {"fr": ("{n} article", "{n} articles"), "en": ("{n} article", "{n} articles")},
    "home.fr": {"fr": "{n} en français", "en": "{n} in French"},
    "home.en": {"fr": "{n} en anglais", "en": "{n} in English"},
    "home.examples": {"fr": "Par où commencer", "en": "Where to start"},
    "home.newest": {"fr": "Les plus récents", "en": "Newest articles"},
    "home.all": {"fr": "Tous les articles", "en": "All articles"},
    # The answer as a whole
    "results.everything": {"fr": "Tous les articles", "en": "All articles"},
    "results.articles": {"fr": ("{n} article", "{n} articles"), "en": ("{n} article", "{n} articles")},
    "results.languages": {"fr": ("{n} langue", "{n} langues"), "en": ("{n} language", "{n} languages")},
    "results.list": {"fr": "Articles trouvés", "en": "Articles found"},
    "results.twin": {"fr": "En {language} :", "en": "In {language}:"},
    "results.copy": {"fr": "Autre version :", "en": "Another version:"},
    "entities.label": {"fr": "Noms cités", "en": "Names mentioned"},
    "milliseconds": {"fr": "{n} ms", "en": "{n} ms"},
    "milliseconds.none": {"fr": "moins de 1 ms", "en": "under 1 ms"},
    "seconds": {"fr": "{n} s", "en": "{n} s"},
    # How the query was read
    "read.label": {"fr": "Comment votre recherche a été lue", "en": "How your search was read"},
    "read.fr": {"fr": "Recherche lue en français.", "en": "Search read as French."},
    "read.en": {"fr": "Recherche lue en anglais.", "en": "Search read as English."},
    "read.both": {"fr": "Recherche lue en français et en anglais.", "en": "Search read as French and as English."},
    "read.as": {"fr": "Comprise comme : « {query} ».", "en": "Understood as: “{query}”."},
    "read.dropped": {
        "fr": ("Mot trop courant, laissé de côté : {words}.", "Mots trop courants, laissés de côté : {words}."),
        "en": ("Left out, too common to search for: {words}.", "Left out, too common to search for: {words}."),
    },
    "read.variant": {"fr": "« {term} » aussi écrit :", "en": "“{term}” also spelt:"},
    "read.alias": {"fr": "« {term} » aussi nommé :", "en": "“{term}” also known as:"},
    "read.translation": {"fr": "« {term} » traduit par :", "en": "“{term}” translated as:"},
    "read.more": {"fr": ("et {n} autre", "et {n} autres"), "en": ("and {n} more", "and {n} more")},
    "read.exact": {"fr": "Chercher seulement l’orthographe tapée", "en": "Search only the spelling as typed"},
    "read.relaxed": {
        "fr": "Peu d’articles, ou aucun, contiennent tous ces mots ; voici les meilleurs qui en contiennent une partie.",
        "en": "Few articles, if any, contain all these words; here are the best that contain some of them.",
    },
    "read.all": {"fr": "Exiger tous les mots", "en": "Require every word"},
    "read.instead": {"fr": "Vouliez-vous dire :", "en": "Did you mean:"},
    "problem.here": {"fr": "Ici : « {text} »", "en": "Here: “{text}”"},
    "notice": {"fr": "Réglage ignoré, « {parameter} » :", "en": "Setting ignored, “{parameter}”:"},
    # Filters
    "filters.label": {"fr": "Filtres", "en": "Filters"},
    "filters.open": {"fr": "Filtrer", "en": "Filter"},
    "filters.active": {"fr": ("{n} actif", "{n} actifs"), "en": ("{n} active", "{n} active")},
    "filters.list": {"fr": "Filtres actifs", "en": "Active filters"},
    "filters.remove": {"fr": "Retirer", "en": "Remove"},
    "filters.clear": {"fr": "Tout effacer", "en": "Clear all"},
    "filters.without": {"fr": "sauf {label}", "en": "not {label}"},
    "filters.from": {"fr": "Depuis : {label}", "en": "From: {label}"},
    "filters.to": {"fr": "Jusqu’à : {label}", "en": "Until: {label}"},
    "filters.chosen": {"fr": "choisi", "en": "chosen"},
    "filters.more": {"fr": "Toutes les valeurs", "en": "All values"},
    "filters.lang.fr": {"fr": "Recherche lue en français", "en": "Search read as French"},
    "filters.lang.en": {"fr": "Recherche lue en anglais", "en": "Search read as English"},
    "filters.match.all": {"fr": "Tous les mots exigés", "en": "Every word required"},
    "filters.match.any": {"fr": "Un des mots suffit", "en": "Any word will do"},
    "filters.variants.off": {"fr": "Orthographe tapée seulement", "en": "Spelling as typed only"},
    "facet.language": {"fr": "Langue", "en": "Language"},
    "facet.person": {"fr": "Personnes", "en": "People"},
    "facet.org": {"fr": "Organisations", "en": "Organisations"},
    "facet.place": {"fr": "Lieux", "en": "Places"},
    "facet.programme": {"fr": "Programmes et missions", "en": "Programmes and missions"},
    "facet.source": {"fr": "Source", "en": "Source"},
    "facet.year": {"fr": "Année", "en": "Year"},
    "type.person": {"fr": "personne", "en": "person"},
    "type.org": {"fr": "organisation", "en": "organisation"},
    "type.place": {"fr": "lieu", "en": "place"},
    "type.programme": {"fr": "programme", "en": "programme"},
    "dates.label": {"fr": "Dates", "en": "Dates"},
    "dates.from": {"fr": "Du", "en": "From"},
    "dates.to": {"fr": "Au", "en": "To"},
    "dates.hint": {
        "fr": "Une année, un mois ou un jour : 2021, 2021-03, 2021-03-09",
        "en": "A year, a month or a day: 2021, 2021-03, 2021-03-09",
    },
    "dates.apply": {"fr": "Appliquer", "en": "Apply"},
    # Order and pages
    "sort.label": {"fr": "Tri", "en": "Order"},
    "sort.relevance": {"fr": "Pertinence", "en": "Relevance"},
    "sort.date:desc": {"fr": "Plus récents", "en": "Newest"},
    "sort.date:asc": {"fr": "Plus anciens", "en": "Oldest"},
    "pager.label": {"fr": "Pages de résultats", "en": "Pages of results"},
    "pager.here": {"fr": "page {page} sur {pages}", "en": "page {page} of {pages}"},
    "pager.previous": {"fr": "Précédente", "en": "Previous"},
    "pager.next": {"fr": "Suivante", "en": "Next"},
    "pager.past": {
        "fr": "Il n’y a pas de page {page} : la dernière est la page {pages}.",
        "en": "There is no page {page}: the last is page {pages}.",
    },
    "pager.last": {"fr": "Aller à la page {pages}", "en": "Go to page {pages}"},
    # Nothing found
    "none.words": {"fr": "Aucun article ne correspond à cette recherche.", "en": "No article matches this search."},
    "none.filters": {
        "fr": "Aucun article ne correspond à la fois à cette recherche et à tous ces filtres.",
        "en": "No article matches this search and all of these filters at once.",
    },
    "none.drop": {"fr": "Des articles vous attendent si vous retirez :", "en": "There are articles if you remove:"},
    "none.every": {"fr": "tous les filtres", "en": "all filters"},
    "none.try": {"fr": "Vous pouvez :", "en": "You could:"},
    "none.spelling": {"fr": "vérifier l’orthographe ; les accents ne comptent pas", "en": "check the spelling; accents do not matter"},
    "none.fewer": {"fr": "essayer avec moins de mots, ou des mots plus courants", "en": "try fewer words, or more common ones"},
    "none.any": {
        "fr": "chercher les articles qui contiennent au moins un de ces mots",
        "en": "look for articles with at least one of these words",
    },
    "none.browse": {"fr": "parcourir tous les articles", "en": "browse all articles"},
    "empty": {"fr": "L’index ne contient encore aucun article.", "en": "The index holds no article yet."},
    "empty.run": {
        "fr": "La personne qui gère ce service peut en ajouter avec cette commande :",
        "en": "Whoever runs this service can add some with this command:",
    },
    # One article
    "document.back": {"fr": "Retour aux résultats", "en": "Back to the results"},
    "document.original": {"fr": "Lire l’original", "en": "Read the original"},
    "document.versions": {"fr": "Autres versions", "en": "Other versions"},
    # Errors
    "error.again": {"fr": "Recharger cette page", "en": "Reload this page"},
    "error.home": {"fr": "Revenir à l’accueil", "en": "Go to the home page"},
    "error.not-found.title": {"fr": "Cette page n’existe pas", "en": "There is no such page"},
    "error.not-found.text": {
        "fr": "L’article a peut-être quitté l’index, ou l’adresse est incomplète. Une recherche le retrouvera s’il y est encore.",
        "en": "The article may have left the index, or the address is incomplete. A search by words will find it if it is still here.",
    },
    "error.no-index.title": {"fr": "L’index n’est pas encore prêt", "en": "The index is not ready yet"},
    "error.no-index.text": {
        "fr": "Aucun index n’est publié ici, ou celui qui s’y trouve ne peut pas être ouvert. La personne qui gère ce service "
        "peut en bâtir un avec cette commande ; ensuite, il suffira de recharger cette page :",
        "en": "No index is published here, or the one that is cannot be opened. Whoever runs this service can build one with this command; "
        "after that, reload this page:",
    },
    "error.timeout.title": {"fr": "Cette recherche a pris trop de temps", "en": "This search took too long"},
    "error.timeout.text": {
        "fr": "Elle a été arrêtée pour laisser la place aux autres. Essayez moins de mots, ou plus de lettres devant l’astérisque (*).",
        "en": "It was stopped to leave room for others. Try fewer words, or more letters before the asterisk (*).",
    },
    "error.busy.title": {"fr": "Le service est très demandé", "en": "The service is very busy"},
    "error.busy.text": {
        "fr": "Il y a trop de recherches en ce moment. Attendez quelques secondes, puis rechargez cette page.",
        "en": "There are too many searches right now. Wait a few seconds, then reload this page.",
    },
    "error.bad-request.title": {"fr": "Cette adresse ne peut pas être lue", "en": "This address cannot be read"},
    "error.bad-request.text": {
        "fr": "Une partie de l’adresse est incorrecte. Recommencez la recherche ci-dessus.",
        "en": "Part of the address is not valid. Start the search again above.",
    },
    "error.internal.title": {"fr": "Quelque chose s’est mal passé ici", "en": "Something went wrong here"},
    "error.internal.text": {
        "fr": "Ce n’est pas de votre fait, et l’incident est noté dans le journal du service. Réessayez dans un instant.",
        "en": "It is not your doing, and the service’s log has a note of it. Try again in a moment.",
    },
}


def typeset(text: str) -> str:
    """French as printed: narrow no-break spaces before ; : ! ? » and after «."""
    return re.sub(r" (?=[;:!?»])|(?<=«) ", "\N{NARROW NO-BREAK SPACE}", text)


_IN_FRENCH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), typeset(french))
    for pattern, french in (
        ("must be one of (.+), not “(.*)”", "« {1} » n’est pas permis ; choisissez parmi {0}"),
        (r"must be a whole number from (\d+) to (\d+), not “(.*)”", "« {2} » n’est pas un nombre entier de {0} à {1}"),
        (r"must be at most (\d+) characters, this one has (\d+)", "{1} caractères, c’est trop ; {0} au plus"),
        ("may be given only once", "ne peut être donné qu’une fois"),
        (r"(\S+) is after to=(\S+)", "{0} vient après {1}"),
        ("“(.*)” is not a facet; there are (.+), or none", "« {0} » n’est pas un filtre ; il y a {1}, ou none"),
        (r"“(.*)” is not a date; write (\S+), (\S+) or (\S+)", "« {0} » n’est pas une date ; écrivez {1}, {2} ou {3}"),
        ("there is no year 0000", "il n’y a pas d’année 0000"),
        (r"“(.*)”: there is no month (\d+)", "« {0} » : il n’y a pas de mois {1}"),
        (r"“(.*)”: \w+ (\d+) has (\d+) days", "« {0} » : ce mois n’a que {2} jours"),
        ("“(.*)” is not a range; write (.+)", "« {0} » n’est pas un intervalle ; écrivez {1}"),
        ("“(.*)” ends before it starts", "« {0} » finit avant de commencer"),
        (r"the field lang: takes (\S+) or (\S+), not “(.*)”", "lang: prend {0} ou {1}, pas « {2} »"),
        (r"(.+)\. It is left out\.", "{0}. C’est laissé de côté."),
        (r"There is no word to search for in “(.*)”\.", "Il n’y a aucun mot à chercher dans « {0} »."),
        (
            r"“\)” closes a parenthesis that was never opened, so it is ignored\.",
            "« ) » ferme une parenthèse qui n’a pas été ouverte ; elle est ignorée.",
        ),
        (r"“\(” is never closed, so it is read as closed at the end\.", "« ( » n’est jamais fermée ; elle est lue comme fermée à la fin."),
        (
            r"There is nothing between the parentheses, so they are left out\.",
            "Il n’y a rien entre les parenthèses ; elles sont laissées de côté.",
        ),
        (
            r"Parentheses go (\d+) deep at most; the ones inside those are ignored\.",
            "{0} niveaux de parenthèses au plus ; celles qui sont plus profondes sont ignorées.",
        ),
        (
            r"A query holds (\d+) words at most; from “(.*)” on, the rest is left out\.",
            "{0} mots au plus ; à partir de « {1} », le reste est laissé de côté.",
        ),
        (
            r"“(.*)” has nothing (after|before) it to work on, so it is left out\.",
            "Il manque un mot autour de « {0} », qui est laissé de côté.",
        ),
        (r"“(.*)” follows another negation; together they count as one\.", "« {0} » suit une autre négation ; les deux n’en font qu’une."),
        (r"There is no field “(.*)”; there are (.+)\.", "Il n’y a pas de champ « {0} » ; il y a {1}."),
        (r"“(.*)” stands inside “(.*)”, so it is ignored\.", "« {0} » se trouve dans « {1} » et est ignoré."),
        (r"“(.*)” has no value right after it, so it is left out\.", "« {0} » n’est suivi d’aucune valeur et est laissé de côté."),
        (
            r"“(.*)” is a range, which only date: takes, so it is left out\.",
            "« {0} » est un intervalle, que seul date: accepte ; il est laissé de côté.",
        ),
        (r"Control characters and broken characters are read as spaces\.", "Les caractères illisibles sont lus comme des espaces."),
        (
            r"The quotation “(.*)” is never closed, so it runs to the end\.",
            "La citation « {0} » n’est jamais fermée ; elle va jusqu’à la fin.",
        ),
        (
            r"(\S+) closes a quotation that was never opened, so it is ignored\.",
            "{0} ferme une citation qui n’a pas été ouverte ; il est ignoré.",
        ),
        (
            r"After a phrase, “~” needs a number, as in (.+), so it is ignored\.",
            "Après une citation, « ~ » demande un nombre, comme dans {0} ; il est ignoré.",
        ),
        (
            r"(\S+) allows too much; the words may be at most (\d+) places apart\.",
            "{0}, c’est trop ; les mots peuvent être à {1} places l’un de l’autre au plus.",
        ),
        (r"(\S+) allows too much; at most (\d+) letters may differ\.", "{0}, c’est trop ; {1} lettres au plus peuvent différer."),
        (
            r"A phrase is searched for as it stands, so “(.*)” in it is ignored\.",
            "Une citation est cherchée telle quelle ; « {0} » y est ignoré.",
        ),
        (
            r"There is no word between the quotation marks, so they are left out\.",
            "Il n’y a aucun mot entre les guillemets ; ils sont laissés de côté.",
        ),
        (
            r"“(.*)” is never closed; it is read as if “\]” stood at its end\.",
            "« {0} » n’est jamais fermé ; il est lu comme s’il finissait par « ] ».",
        ),
        (
            r"A pattern cannot be fuzzy as well, so “~” in “(.*)” is ignored\.",
            "Un motif ne peut pas être approximatif en plus ; « ~ » est ignoré dans « {0} ».",
        ),
        (
            r"“(.*)” needs at least two letters before or after the star, so it is left out\.",
            "Il faut au moins deux lettres devant ou derrière l’étoile ; « {0} » est laissé de côté.",
        ),
        (
            r"Signs such as “(.*)” cannot be searched for, so they are left out\.",
            "Les signes comme « {0} » ne peuvent pas être cherchés ; ils sont laissés de côté.",
        ),
        (
            r"“(.*)” holds a word of more than (\d+) characters, so it is left out\.",
            "« {0} » contient un mot de plus de {1} caractères ; il est laissé de côté.",
        ),
        (
            r"“(.*)” stands for more than (\d+) words and was left out; add a letter",
            "« {0} » vaut pour plus de {1} mots et a été laissé de côté ; ajoutez une lettre",
        ),
        ("no article of this index has (.+) “(.*)”", "aucun article de cet index n’a {0} « {1} »"),
    )
)
"""What the search itself says in English, pattern by pattern; a sentence without a row is shown as it is, marked as English.

Case does not matter, for the same words begin a sentence here and follow a colon there.
"""


def _typeset_row(row: Mapping[Language, Sentence]) -> Mapping[Language, Sentence]:
    french = row["fr"]
    return {**row, "fr": typeset(french) if isinstance(french, str) else (typeset(french[0]), typeset(french[1]))}


MESSAGES: Mapping[str, Mapping[Language, Sentence]] = {key: _typeset_row(row) for key, row in _WRITTEN.items()}
"""Key → interface language → sentence, or the pair (one, several)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The interface in one language: `fr` or `en`."""

    lang: Language

    def say(self, key: str, **values: object) -> str:
        """The sentence under this key as plain text, with `values` in its braces; numbers are written as the language writes them.

        Raises:
            KeyError: there is no such key, or the sentence has a brace without a value.
        """
        sentence = MESSAGES[key][self.lang]
        if isinstance(sentence, tuple):
            sentence = sentence[LOCALES[self.lang].plural_form(cast("float", values["n"])) != "one"]
        return sentence.format_map(
            {name: self.number(value) if isinstance(value, int | float) else value for name, value in values.items()}
        )

    def knows(self, key: str) -> bool:
        """Whether there is a sentence under this key."""
        return key in MESSAGES

    def number(self, value: float) -> str:
        """`10 000` or `10,000`."""
        return str(format_decimal(value, locale=LOCALES[self.lang]))

    def duration(self, milliseconds: float) -> str:
        """A stretch of time, as roughly as a reader cares about it."""
        if milliseconds < 1:
            return self.say("milliseconds.none")
        if milliseconds < 1000:
            return self.say("milliseconds", n=round(milliseconds))
        return self.say("seconds", n=round(milliseconds / 1000, 1))

    def date(self, iso: str) -> str:
        """An ISO 8601 year, month or day in words, no more precise than it is."""
        locale = LOCALES[self.lang]
        year, month, day = (int(part) for part in [*iso.split("-"), "1", "1"][:3])
        if len(iso) == len("2021"):
            return iso
        date = dt.date(year, month, day)
        if len(iso) == len("2021-12"):
            return format_skeleton("yMMMM", date, locale=locale)
        words = format_date(date, "long", locale=locale)
        return FIRST_OF_MONTH[self.lang] + words.removeprefix("1") if day == 1 else words

    def listed(self, words: tuple[str, ...]) -> str:
        """Words one after the other."""
        return ", ".join(words)

    def translated(self, english: str) -> tuple[str, Language]:
        """A sentence that the search wrote in English, and the language in which it now is."""
        if self.lang == "fr":
            for pattern, french in _IN_FRENCH:
                if found := pattern.fullmatch(english):
                    # A sentence may hold another one: “… is not a date. It is left out.”
                    return french.format(*(self.translated(part)[0] for part in found.groups())), "fr"
        return english, "en"


VOICES: Mapping[Language, Voice] = {lang: Voice(lang) for lang in LANGUAGES}
