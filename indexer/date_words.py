"""The words and the grammar of dates that count from the day of writing, in French and in English.

Everything is written as `folded` leaves it: in lower case, without accents. A space in a pattern stands for one or two of any kind.
"""

import re
import unicodedata
from collections.abc import Mapping

from indexer.agencies import either

WEEKDAYS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        ("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday", "vendredi friday", "samedi saturday", "dimanche sunday")
    )
    for name in names.split()
}
"""Abbreviations are words of their own in one language or the other (mon, mar, sat, sun) and are not read."""

_FRENCH = ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"]
_ENGLISH = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_FRENCH_SHORT = ["janv", "fev", "fevr", "avr", "juil", "sept", "oct", "nov", "dec"]
_ENGLISH_SHORT = ["jan", "feb", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SHORT = {
    "janv": 1, "jan": 1, "fev": 2, "fevr": 2, "feb": 2, "avr": 4, "apr": 4, "jun": 6, "juil": 7, "jul": 7, "aug": 8,
    "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH_NAMES: Mapping[str, int] = {name: at for names in (_FRENCH, _ENGLISH) for at, name in enumerate(names, start=1)} | _SHORT
"""`mar` is no abbreviation here: without a year it is a weekday, a sea or a name as likely."""

DAY_WORDS: Mapping[str, int] = {
    "avant hier": -2,
    "hier": -1,
    "aujourd hui": 0,
    "apres demain": 2,
    "demain": 1,
    "ce matin": 0,
    "ce midi": 0,
    "ce soir": 0,
    "cet apres midi": 0,
    "cette nuit": 0,
    "the day before yesterday": -2,
    "yesterday": -1,
    "the day after tomorrow": 2,
    "tomorrow": 1,
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "last night": -1,
    "last evening": -1,
}
"""Words for a day → how many days it is from the day of writing."""

NUMBERS: Mapping[str, int] = {
    name: number
    for number, names in {
        1: "un une a an one", 2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six", 7: "sept seven", 8: "huit eight",
        9: "neuf nine", 10: "dix ten", 11: "onze eleven", 12: "douze twelve", 15: "quinze fifteen", 20: "vingt twenty", 30: "trente thirty",
    }.items()
    for name in names.split()
}  # fmt: skip

UNITS: Mapping[str, str] = {
    name: unit
    for unit, names in {
        "minute": "minute minutes min mins mn",
        "hour": "heure heures h hour hours hr hrs",
        "day": "jour jours day days",
        "weekend": "weekend week-end",
        "week": "semaine semaines week weeks",
        "month": "mois month months",
        "year": "annee annees an ans year years",
    }.items()
    for name in names.split()
}
COUNTED: Mapping[str, int] = {"minute": 1, "hour": 60, "day": 24 * 60}
"""Units that are counted exactly → the minutes that they have."""

YEAR_SHIFTS: Mapping[str, int] = dict.fromkeys(
    ("dernier", "derniere", "passe", "passee", "ecoule", "ecoulee", "last", "previous"), -1
) | dict.fromkeys(("prochain", "prochaine", "next", "coming"), 1)
"""Words that tell a direction → which way."""
DISTANT = frozenset(("an", "annee", "year"))
"""Beside a day of a month, « l'an dernier » tells its year."""

_F, _E = either(_FRENCH), either(_ENGLISH)
_FS, _ES = rf"(?:{either(_FRENCH_SHORT)})\.", rf"(?:{either(_ENGLISH_SHORT)})\b\.?|sept\."
_WEEKDAY_FR, _WEEKDAY_EN = either(list(WEEKDAYS)[::2]), either(list(WEEKDAYS)[1::2])
_NUMBER = rf"(?:\d{{1,3}}|{either(NUMBERS)})"
_YEAR = r"(?:1[6-9]|20)\d\d(?!\d)"
_DATED = (
    r"(?! ?,? ?-?\d{4}(?!\d)|\d|[.,:/]\d| ?%| ?(?:million|billion|percent|per cent))"  # the year is read elsewhere, or it is no day at all
)
_TIME_FR, _TIME_EN = r"(?: (?:matin|midi|apres-midi|soir))?", r"(?: (?:morning|afternoon|evening|night))?"
_SIDE_FR, _SIDE_EN = r"(?:derniere?|passee?|ecoulee?|prochaine?)", r"(?:last|previous|next|this|coming)"
_EDGE_FR = r"(?:(?:(?:a |au |en |vers |depuis )?(?:la |le )?(?:tout )?(?:debut|mi-?|milieu|fin)(?: (?:de |du |d'))? ?))"
_EDGE_EN = (
    r"(?:(?:(?:in |by |since |until |at )?(?:the )?(?:early|mid-?|late|later|earlier"
    r"|(?:beginning|start|middle|end) of)(?: in)? ?))"
)
_IN_FR, _IN_EN = r"(?:en|depuis|au mois de|jusqu'en|des) ", r"(?:in|since|until) "
_YEARS_FR, _YEARS_EN = r"(?:en|depuis|jusqu'en|d'ici(?: a)?|des|l'annee|l'an) ", r"(?:in|since|until|by|before|the year) "
_DAY_FR = rf"(?:(?:ce )?(?:{_WEEKDAY_FR}),? (?:le )?|le )?(?<![\d.,/-])\d{{1,2}}(?:er)?"
_DAY_EN = rf"(?:(?:on )?(?:{_WEEKDAY_EN}),? )?(?:the )?(?<![\d.,/-])\d{{1,2}}(?:st|nd|rd|th)?"

_ROWS: Mapping[str, tuple[str, ...]] = {
    "day": (
        rf"{_DAY_FR} (?:{_F}|{_FS})(?:,? (?:de )?l'an(?:nee)? {_SIDE_FR}| {_SIDE_FR})?{_DATED}",
        rf"{_DAY_EN}(?: of)? (?:{_E}|{_ES})(?:,? (?:of )?{_SIDE_EN} year)?{_DATED}",
        rf"(?:(?:on )?(?:{_WEEKDAY_EN}),? )?(?:{_E}|{_ES}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:of )?{_SIDE_EN} year)?{_DATED}",
    ),
    "word": (
        rf"(?:avant-hier|hier|aujourd'hui|apres-demain|demain){_TIME_FR}|ce (?:matin|midi|soir)|cet apres-midi|cette nuit",
        rf"the day (?:before yesterday|after tomorrow)|(?:yesterday|tomorrow){_TIME_EN}|today|tonight",
        r"this (?:morning|afternoon|evening)|last (?:night|evening)",
    ),
    "ago": (
        rf"il y a {_NUMBER} ?(?:minutes?|min|mn|heures?|h|jours?|semaines?|mois|ans?|annees?)",
        rf"{_NUMBER} ?(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|years?) ago",
    ),
    "part": (
        rf"{_EDGE_FR}?(?:(?:la |de )?semaine|(?:le |du )?mois|(?:le )?week-?end|(?:l')?an(?:nee)?) {_SIDE_FR}",
        rf"{_EDGE_FR}?(?:cette (?:semaine|annee)|ce mois(?:-ci)?|ce week-?end)|(?:en )?fin de semaine",
        rf"{_EDGE_EN}?{_SIDE_EN} (?:week-?end|week|month|year)",
    ),
    "month": (
        rf"(?:{_EDGE_FR}|{_IN_FR})(?:{_F})(?: {_SIDE_FR}| {_YEAR})?{_DATED}",
        rf"(?:{_F}) {_SIDE_FR}{_DATED}",
        rf"(?:{_EDGE_EN}|{_IN_EN})(?:{_SIDE_EN} )?(?:{_E})(?: {_YEAR})?{_DATED}",
        rf"{_SIDE_EN} (?:{_E}){_DATED}",
    ),
    "weekday": (
        rf"(?:ce )?(?:{_WEEKDAY_FR})(?: {_SIDE_FR})?{_TIME_FR}",
        rf"(?:on )?(?:{_SIDE_EN} )?(?:{_WEEKDAY_EN}){_TIME_EN}",
    ),
    "year": (rf"(?:{_EDGE_FR}|{_YEARS_FR}){_YEAR}", rf"(?:{_EDGE_EN}|{_YEARS_EN}){_YEAR}"),
}

PATTERNS: Mapping[str, str] = {
    kind: re.sub(r" (\?)?", lambda space: " {0,2}" if space[1] else " {1,2}", "|".join(rows)) for kind, rows in _ROWS.items()
}
"""What a date may look like, by kind; of two that begin at one place, the first is meant. Nothing in them repeats without a limit."""

CORES: frozenset[str] = frozenset(
    {*WEEKDAYS, *MONTH_NAMES, *(UNITS.keys() - {"an", "end"}), *YEAR_SHIFTS.keys(), "un an", "l'an", "ago"}
    | {"hier", "aujourd", "demain", "matin", "midi", "soir", "nuit"}
    | {"yesterday", "tomorrow", "today", "tonight", "morning", "afternoon", "evening", "night"}
)
"""Every date holds one of these words, or the four figures of a year; so only what stands around them is read."""

NOT_AFTER: Mapping[str, str] = {
    "word": r"d'|usa ",
    "part": r"(?:the|over|these) ",
    "weekday": (
        r"(?:(?:le|du|au|un|chaque|every|each|any|most|the|a|one|black|good|ash|super|fat|shrove|bloody|cyber|easter|palm|holy|maundy"
        r"|giving|sheffield) |-)"
    ),
}
"""What before a date makes it none: a habit (« le mardi », `every Tuesday`), a feast, a span (`over the last year`), a name."""

NOT_BEFORE: Mapping[str, str] = {
    "word": r" en france\b",
    "ago": r" (?:d'|de (?!cela)|feries?\b|ouvres?\b|entre\b)",
    "weekday": r" ?(?:gras|saint|noir|des cendres|de paques|de pentecote|times|mirror|telegraph|express|post|mail|islands?|club)\b",
    "year": r"[.,]\d| ?(?:%|€|\$)| (?:euros?|dollars?|personnes|people|cases|km|kilometres|exemplaires|tonnes|tons)\b",
}
"""What after a date makes it none."""

_SPACES, _APOSTROPHES = "\t\u00a0\u2007\u2009\u202f", "’ʼ‘"
_LETTERS = {
    code: base
    for code in range(0x250)
    if (base := unicodedata.normalize("NFD", chr(code))[0].lower()).isalpha() and len(base) == 1 and base.isascii()
}
_TABLE = _LETTERS | dict.fromkeys(map(ord, _SPACES), " ") | dict.fromkeys(map(ord, _APOSTROPHES), "'") | {0x2011: "-"}


def folded(text: str) -> str:
    """The text without case and accents, with one kind of space and apostrophe; every character stays in its place."""
    # The same, and far faster.
    return text.lower().replace("\t", " ") if text.isascii() else text.translate(_TABLE)
