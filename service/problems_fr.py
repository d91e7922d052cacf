"""What the search itself says, in French: it writes its remarks about a query in English, and each has a row here.

In a row, `{0}` is the first group of the pattern. Case does not matter, for the same words begin a sentence here and follow a colon there.
"""

import re

from service.typography import french

_ROWS = (
    ("must be one of (.+), not “(.*)”", "« {1} » n’est pas permis ; choisissez parmi {0}"),
    (r"must be a whole number from (\d+) to (\d+), not “(.*)”", "« {2} » n’est pas un nombre entier de {0} à {1}"),
    (r"must be at most (\d+) characters, this one has (\d+)", "{1} caractères, c’est trop ; {0} au plus"),
    (r"must be at most (\d+) with an address of (\d+) characters", "{0} au plus avec une adresse de {1} caractères"),
    (
        r"all filters and the query may have (\d+) characters as an address, these have (\d+)",
        "tous les filtres et la recherche font {1} caractères dans l’adresse, c’est trop ; {0} au plus",
    ),
    (r"may have at most (\d+) values, here are (\d+)", "{1} valeurs, c’est trop ; {0} au plus"),
    ("may be given only once", "ne peut être donné qu’une fois"),
    (r"(\S+) is after to=(\S+)", "{0} vient après {1}"),
    ("“(.*)” is not a facet; there are (.+), or none", "« {0} » n’est pas un filtre ; il y a {1}, ou none"),
    (r"“(.*)” is not a date; write (\S+), (\S+) or (\S+)", "« {0} » n’est pas une date ; écrivez {1}, {2} ou {3}"),
    ("there is no year 0000", "il n’y a pas d’année 0000"),
    (r"“(.*)”: there is no month (\d+)", "« {0} » : il n’y a pas de mois {1}"),
    (r"“(.*)”: \w+ (\d+) has (\d+) days", "« {0} » : ce mois n’a que {2} jours"),
    ("“(.*)” is not a range; write (.+)", "« {0} » n’est pas un intervalle ; écrivez {1}"),
    ("“(.*)” ends before it starts", "« {0} » finit avant de commencer"),
    (r"the field lang: takes (.+) or (\S+), not “(.*)”", "lang: prend {0} ou {1}, pas « {2} »"),
    ("nothing is dated “(.*)”", "aucune date n’est « {0} »"),
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
    (
        r"“(.*)” is too short for (\d+) differing letters; (\d+) may differ",
        "« {0} » est trop court pour {1} lettres différentes ; {2} au plus",
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
    (
        r"no article of this index has “(.*)”; filters take ids, this one is (\S+)",
        "aucun article n’a « {0} » ; l’identifiant ici est {1}",
    ),
    ("no article of this index has “(.*)”", "aucun article de cet index n’a « {0} »"),
    ("no article of this index has (.+?) “(.*)”", "aucun article de cet index n’a {0} « {1} »"),
)

PROBLEMS: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(english, re.IGNORECASE), french(said)) for english, said in _ROWS)
"""(pattern that the whole English sentence matches, French sentence), the first that matches counts."""
