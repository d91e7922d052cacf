"""What the page says: every sentence of the interface, in each of its languages.

A row is a sentence, or a pair of sentences for one and for several of `{n}`. French is written here with plain spaces and typeset once
when the table is built, so that nobody has to type a narrow no-break space.
"""

from collections.abc import Mapping

from indexer.document import Language
from service.typography import french

Sentence = str | tuple[str, str]

_WRITTEN: Mapping[str, Mapping[Language, Sentence]] = {
    # The frame of every page
    "tagline": {"fr": "Les nouvelles en français et en anglais, d’une seule recherche.", "en": "French and English news, in one search."},
    "about": {
        "fr": "Recherche d’articles de presse en français et en anglais : chaque personne, organisation et lieu sous toutes ses graphies.",
        "en": "Search of news in French and English: every person, organisation and place under every spelling.",
    },
    "foot.api": {"fr": "Interface pour programmes", "en": "Interface for programs"},
    "skip": {"fr": "Aller au contenu", "en": "Skip to the content"},
    "home": {"fr": "Lunette, accueil", "en": "Lunette, home"},
    "search.label": {"fr": "Rechercher dans les articles", "en": "Search the articles"},
    "search.button": {"fr": "Rechercher", "en": "Search"},
    "suggest.label": {"fr": "Suggestions", "en": "Suggestions"},
    "suggest.one": {"fr": "1 suggestion ; flèches pour choisir", "en": "1 suggestion, arrows to choose"},
    "suggest.many": {"fr": "{n} suggestions ; flèches pour choisir", "en": "{n} suggestions, arrows to choose"},
    "switch.label": {"fr": "Langue de l’interface", "en": "Language of the interface"},
    "switch.fr": {"fr": "Français", "en": "Français"},
    "switch.en": {"fr": "English", "en": "English"},
    # Home
    "home.title": {"fr": "Lunette, recherche de nouvelles", "en": "Lunette, news search"},
    "home.articles": {"fr": ("{n} article", "{n} articles"), "en": ("{n} article", "{n} articles")},
    "home.in": {"fr": "{n} en {language}", "en": "{n} in {language}"},
    "home.names": {"fr": "Les plus cités", "en": "Most mentioned"},
    "home.sources": {"fr": "Sources", "en": "Sources"},
    "home.sources.all": {"fr": "Toutes les sources", "en": "All sources"},
    "home.newest.all": {"fr": "Tous les articles, du plus récent au plus ancien", "en": "All articles, the newest first"},
    "entity.every": {"fr": ("Lire l’article", "Lire les {n} articles"), "en": ("Read the article", "Read the {n} articles")},
    "entity.when": {"fr": "Mentions dans le temps", "en": "Mentions over time"},
    "entity.together": {"fr": "Dans les mêmes articles", "en": "In the same articles"},
    "entity.spelt": {"fr": "Graphies relevées", "en": "Spellings found"},
    "entity.others": {"fr": "Reconnu aussi sous :", "en": "Also recognised as:"},
    "home.newest": {"fr": "Les plus récents", "en": "Newest articles"},
    # The answer as a whole
    "results.everything": {"fr": "Tous les articles", "en": "All articles"},
    "results.articles": {"fr": ("{n} article", "{n} articles"), "en": ("{n} article", "{n} articles")},
    "results.languages": {"fr": ("{n} langue", "{n} langues"), "en": ("{n} language", "{n} languages")},
    "results.list": {"fr": "Articles trouvés", "en": "Articles found"},
    "results.about": {"fr": "En bref :", "en": "At a glance:"},
    "results.twin": {"fr": "En {language} :", "en": "In {language}:"},
    "results.copies": {
        "fr": ("et {n} copie semblable", "et {n} copies semblables"),
        "en": ("and {n} similar copy", "and {n} similar copies"),
    },
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
    "read.as.auto": {"fr": "Laisser reconnaître la langue", "en": "Let the language be recognised"},
    "read.as.fr": {"fr": "Lire en français", "en": "Read as French"},
    "read.as.en": {"fr": "Lire en anglais", "en": "Read as English"},
    "read.any": {"fr": "Un des mots suffit", "en": "Any word will do"},
    "read.switches": {"fr": "Lire cette recherche autrement", "en": "Read this search in another way"},
    "list.label": {"fr": "Présentation", "en": "Layout"},
    "list.cards": {"fr": "Fiches", "en": "Cards"},
    "list.titles": {"fr": "Titres", "en": "Titles"},
    "read.relaxed": {
        "fr": "Peu d’articles, ou aucun, contiennent tous ces mots ; voici les meilleurs qui en contiennent une partie.",
        "en": "Few articles, if any, contain all these words; here are the best that contain some of them.",
    },
    "read.all": {"fr": "Exiger tous les mots", "en": "Require every word"},
    "read.instead": {"fr": "Vouliez-vous dire :", "en": "Did you mean:"},
    "read.others": {
        "fr": ("Et {n} autre remarque sur cette recherche.", "Et {n} autres remarques sur cette recherche."),
        "en": ("And {n} more remark on this search.", "And {n} more remarks on this search."),
    },
    "problem.here": {"fr": "Ici : « {text} »", "en": "Here: “{text}”"},
    "notice": {"fr": "Réglage ignoré, « {parameter} » :", "en": "Setting ignored, “{parameter}”:"},
    # Filters
    "filters.label": {"fr": "Filtres", "en": "Filters"},
    "filters.open": {"fr": "Filtrer", "en": "Filter"},
    "filters.active": {"fr": ("{n} actif", "{n} actifs"), "en": ("{n} active", "{n} active")},
    "filters.list": {"fr": "Filtres actifs", "en": "Active filters"},
    "filters.others": {"fr": ("{n} autre filtre", "{n} autres filtres"), "en": ("{n} more filter", "{n} more filters")},
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
    "filters.twins": {"fr": "Copies et traductions", "en": "Copies and translations"},
    "filters.twins.collapse": {"fr": "Réunies sur une fiche", "en": "Together on one card"},
    "filters.twins.show": {"fr": "Chacune sur sa fiche", "en": "Each on its own card"},
    "filters.twins.only": {"fr": "Articles traduits seulement", "en": "Translated articles only"},
    "filters.twins.missing": {"fr": "Articles sans traduction", "en": "Articles without a translation"},
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
    "facet.of": {"fr": "pour « {q} »", "en": "for “{q}”"},
    "facet.search": {"fr": "Chercher une valeur", "en": "Look for a value"},
    "facet.search.in": {"fr": "Chercher dans : {label}", "en": "Look in: {label}"},
    "facet.none": {
        "fr": "Aucune valeur ne commence ainsi pour cette recherche. Essayez moins de lettres.",
        "en": "No value begins like this for this search. Try fewer letters.",
    },
    "time.label": {"fr": "Articles dans le temps", "en": "Articles over time"},
    "time.bar": {"fr": "{label} : {counts}", "en": "{label}: {counts}"},
    "time.none": {"fr": "aucun article", "en": "no article"},
    "time.fr": {"fr": ("{n} en français", "{n} en français"), "en": ("{n} in French", "{n} in French")},
    "time.en": {"fr": ("{n} en anglais", "{n} en anglais"), "en": ("{n} in English", "{n} in English")},
    "time.other": {"fr": ("{n} autre", "{n} autres"), "en": ("{n} other", "{n} others")},
    "time.legend.fr": {"fr": "français", "en": "French"},
    "time.legend.en": {"fr": "anglais", "en": "English"},
    "time.legend.other": {"fr": "autre", "en": "other"},
    "time.when": {"fr": "Quand", "en": "When"},
    "time.table": {"fr": "Montrer en tableau", "en": "Show as table"},
    "time.first": {
        "fr": "D’abord en {first}, le {day} ; en {other}, le {then}.",
        "en": "First in {first}, on {day}; in {other}, on {then}.",
    },
    "time.same": {
        "fr": "Le même jour en {first} et en {other} : le {day}.",
        "en": "On the same day in {first} and in {other}: {day}.",
    },
    "time.vague": {
        "fr": ("{n} article de date moins précise n’y figure pas.", "{n} articles de date moins précise n’y figurent pas."),
        "en": ("{n} article with a vaguer date is not shown.", "{n} articles with vaguer dates are not shown."),
    },
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
    "document.beside": {"fr": "Lire les deux versions côte à côte", "en": "Read both versions side by side"},
    "document.alone": {"fr": "Lire cette version seule", "en": "Read this version alone"},
    "document.similar": {"fr": "Sur le même sujet", "en": "On the same subject"},
    "cite.label": {"fr": "Citer cet article", "en": "Cite this article"},
    "cite.plain": {"fr": "Texte", "en": "Text"},
    "cite.title": {"fr": "« {title} »", "en": "“{title}”"},
    "cite.note": {"fr": "Lunette, article {id}, index du {generation}", "en": "Lunette, article {id}, index {generation}"},
    "cleaned.label": {"fr": "Comment le texte a été nettoyé", "en": "How the text was cleaned"},
    "cleaned.language": {
        "fr": "Langue reconnue : {language}, sûre à {percent} %.",
        "en": "Language recognised: {language}, {percent}% sure.",
    },
    "cleaned.unknown": {"fr": "indéterminée", "en": "undetermined"},
    "cleaned.removed": {"fr": ("{n} ligne retirée", "{n} lignes retirées"), "en": ("{n} line removed", "{n} lines removed")},
    "cleaned.nothing": {"fr": "Rien n’a été retiré du texte.", "en": "Nothing was removed from the text."},
    # To follow a search
    "follow.label": {"fr": "Suivre ou télécharger cette recherche", "en": "Follow or download this search"},
    # Help
    "help.link": {"fr": "Aide à la recherche", "en": "Search help"},
    "help.close": {"fr": "Fermer", "en": "Close"},
    "help.queries": {"fr": "Ce que l’on peut taper", "en": "What you can type"},
    "help.query.words": {
        "fr": "les deux mots, sous toute forme et dans les deux langues ; les accents ne comptent pas",
        "en": "both words, in any form and in either language; accents do not matter",
    },
    "help.query.phrase": {"fr": "ces mots, côte à côte et tels quels", "en": "these words, side by side and as they are"},
    "help.query.near": {
        "fr": "ces mots à trois places l’un de l’autre, dans un ordre ou dans l’autre",
        "en": "these words within three places of each other, in either order",
    },
    "help.query.name": {
        "fr": "un nom connu, sous toutes ses graphies ; entre guillemets, seulement ce qui est tapé",
        "en": "a known name, in every spelling; in quotes, only what is typed",
    },
    "help.query.operators": {"fr": "des opérateurs, en capitales", "en": "operators, in capitals"},
    "help.query.without": {"fr": "aucun article avec ce mot", "en": "no article with this word"},
    "help.query.letters": {"fr": "n’importe quelles lettres ; ? pour une seule", "en": "any letters; ? for a single one"},
    "help.query.fuzzy": {"fr": "une lettre de plus, de moins ou autre", "en": "one letter more, less or different"},
    "help.query.title": {"fr": "dans le titre", "en": "in the title"},
    "help.query.entity": {
        "fr": "une organisation ; de même person, place et programme",
        "en": "an organisation; likewise person, place and programme",
    },
    "help.query.source": {"fr": "de cette source", "en": "from this source"},
    "help.query.date": {"fr": "paru entre ces dates", "en": "dated within"},
    "help.keys": {"fr": "Au clavier", "en": "With the keyboard"},
    "help.keys.script": {
        "fr": "Les touches d’une seule lettre demandent JavaScript et se taisent pendant la saisie.",
        "en": "Keys of a single letter need JavaScript and are silent while you type.",
    },
    "help.keys.on": {"fr": "Activer ces touches", "en": "Turn these keys on"},
    "help.keys.off": {"fr": "Désactiver ces touches", "en": "Turn these keys off"},
    "help.key.box": {"fr": "aller au champ de recherche", "en": "go to the search box"},
    "help.key.results": {"fr": "passer d’un article à l’autre", "en": "move through the articles"},
    "help.key.open": {"fr": "ouvrir l’article", "en": "open the article"},
    "help.key.filters": {"fr": "aller aux filtres", "en": "go to the filters"},
    "help.key.twin": {"fr": "lire l’article dans l’autre langue", "en": "read the article in the other language"},
    "help.key.close": {"fr": "fermer les suggestions ou cette aide", "en": "close the suggestions or this help"},
    "help.key.help": {"fr": "montrer cette aide", "en": "show this help"},
    # The box for other sites
    "widget.link": {"fr": "Le champ de recherche pour votre site", "en": "The search box for your site"},
    "widget.about": {
        "fr": "Deux lignes mettent cette recherche sur n’importe quelle page. Rien n’est chargé d’ailleurs, et aucun témoin n’est posé.",
        "en": "Two lines put this search on any page. Nothing is loaded from elsewhere, and no cookie is set.",
    },
    "widget.try": {"fr": "L’essayer", "en": "Try it"},
    "widget.script": {"fr": "Ce champ demande JavaScript.", "en": "This box needs JavaScript."},
    "widget.copy": {"fr": "Le copier", "en": "Copy it"},
    "widget.origins": {
        "fr": "La personne qui gère ce service dit quels sites peuvent l’interroger ; ailleurs, le champ mène à la page de résultats :",
        "en": "Whoever runs this service says which sites may ask it; elsewhere the box leads to the page of results:",
    },
    "widget.attributes": {"fr": "Attributs", "en": "Attributes"},
    "widget.endpoint": {"fr": "le service à interroger", "en": "the service to ask"},
    "widget.lang": {
        "fr": "la langue du champ, fr ou en ; sinon celle de la page",
        "en": "the language of the box, fr or en; else that of the page",
    },
    "widget.placeholder": {"fr": "ce que dit le champ vide", "en": "what the empty box says"},
    "widget.filters": {
        "fr": "des filtres, écrits comme dans l’adresse d’une page de résultats",
        "en": "filters, written as in the address of a page of results",
    },
    "widget.results": {"fr": "le nombre d’articles montrés", "en": "how many articles are shown"},
    "widget.value": {"fr": "une recherche faite d’emblée", "en": "a search that is made at once"},
    "widget.properties": {"fr": "Propriétés CSS", "en": "CSS properties"},
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


def _typeset(row: Mapping[Language, Sentence]) -> Mapping[Language, Sentence]:
    written = row["fr"]
    return {**row, "fr": french(written) if isinstance(written, str) else (french(written[0]), french(written[1]))}


MESSAGES: Mapping[str, Mapping[Language, Sentence]] = {key: _typeset(row) for key, row in _WRITTEN.items()}
"""Key → interface language → sentence, or the pair (one, several)."""
