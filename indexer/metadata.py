"""What an article says about itself: its title, date, source and author.

Explicit metadata wins. The rest is read only where an article speaks about itself (a line of its own, a dateline, a credit), never
from what its sentences are about: an article that merely mentions the 9th of March has no date, and that is the honest answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from unidecode import unidecode

from indexer.document import CleanText, RawFile


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `describe` found. `text` is the article without the lines that became metadata; the rest is as in `Document`."""

    title: str
    headline: bool
    text: str
    date: str | None
    source: str | None
    author: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says about its article, and what is left of the line when the pure mark is taken off."""

    rest: str
    date: str | None = None
    source: str | None = None


WIRES: Mapping[str, tuple[str, ...]] = {
    "AFP": ("Agence France-Presse", "Agence France Presse"),
    "ANSA": (),
    "AP": ("Associated Press", "The Associated Press"),
    "ATS": ("Keystone-ATS",),
    "Anadolu": ("Agence Anadolu", "Anadolu Agency"),
    "Belga": (),
    "Bloomberg": ("Bloomberg News",),
    "DPA": ("dpa", "Deutsche Presse-Agentur"),
    "EFE": (),
    "IANS": (),
    "Interfax": (),
    "Kyodo": ("Kyodo News",),
    "La Presse Canadienne": ("Presse canadienne", "The Canadian Press", "Canadian Press"),
    "PTI": ("Press Trust of India",),
    "RIA Novosti": ("Ria Novosti", "RIA-Novosti", "RIA"),
    "Reuters": ("Thomson Reuters",),
    "Sputnik": ("Sputnik News",),
    "TASS": ("ITAR-TASS", "Itar-Tass", "Tass"),
    "UPI": ("United Press International",),
    "Ukrinform": (),
    "Xinhua": ("Chine nouvelle", "Xinhuanet"),
    "Yonhap": (),
}
"""News agencies that sign with a bare mark at the head of a dispatch: canonical name → other spellings, all case-sensitive."""

PAPERS: Mapping[str, tuple[str, ...]] = {
    "ABC News": (),
    "Al Jazeera": ("Al-Jazeera",),
    "BBC": ("BBC News",),
    "BFMTV": ("BFM TV", "BFM"),
    "CBC": ("CBC News",),
    "CBS News": ("CBS",),
    "CCTV": ("China Central Television",),
    "CGTN": (),
    "CNBC": (),
    "CNN": (),
    "China Daily": (),
    "Der Spiegel": ("Spiegel",),
    "Deutsche Welle": ("DW",),
    "El País": ("El Pais",),
    "Euronews": (),
    "Financial Times": ("The Financial Times",),
    "Fox News": (),
    "France 24": ("France24",),
    "France Inter": (),
    "Franceinfo": ("France Info", "France info", "franceinfo"),
    "Global Times": ("The Global Times",),
    "Izvestia": (),
    "Kommersant": (),
    "L'Express": (),
    "L'Humanité": (),
    "L'Obs": (),
    "L'Équipe": (),
    "La Croix": (),
    "La Presse": (),
    "Le Devoir": (),
    "Le Figaro": ("Figaro",),
    "Le Monde": ("le Monde", "au Monde"),
    "Le Monde diplomatique": ("Monde diplomatique",),
    "Le Parisien": ("Parisien",),
    "Le Point": ("le Point",),
    "Le Soir": ("le Soir",),
    "Le Temps": ("le Temps",),
    "Les Échos": ("Les Echos",),
    "Libération": (),
    "Mediapart": (),
    "NBC News": ("NBC",),
    "NPR": (),
    "New Scientist": (),
    "Novaya Gazeta": ("Novaïa Gazeta",),
    "Ouest-France": (),
    "People's Daily": ("Quotidien du peuple",),
    "Politico": ("POLITICO",),
    "RFI": ("Radio France Internationale",),
    "RT": ("Russia Today",),
    "RTBF": (),
    "RTL": (),
    "RTS": (),
    "Radio-Canada": (),
    "Sky News": (),
    "South China Morning Post": ("SCMP",),
    "Space.com": (),
    "SpaceNews": (),
    "Süddeutsche Zeitung": (),
    "TF1": (),
    "The Atlantic": (),
    "The Conversation": (),
    "The Daily Telegraph": ("Daily Telegraph",),
    "The Economist": (),
    "The Guardian": ("Guardian",),
    "The Hindu": (),
    "The Independent": (),
    "The Moscow Times": ("Moscow Times",),
    "The New York Times": ("New York Times",),
    "The Times": (),
    "The Wall Street Journal": ("Wall Street Journal", "WSJ"),
    "The Washington Post": ("Washington Post",),
    "USA Today": (),
}
"""Papers, broadcasters and sites, written in the same way."""

_SPELLINGS = {spelling: name for table in (WIRES, PAPERS) for name, others in table.items() for spelling in (name, *others)}
_BY_KEY = {unidecode(spelling).lower(): name for spelling, name in _SPELLINGS.items()}

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "février févr fevrier fevr fév fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "août aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "décembre déc decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and abbreviations of both languages, in lower case → number."""


def _either(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AGENCY = rf"(?:{_either(_SPELLINGS)})(?![-\w])"
_WIRE = rf"(?:{_either({spelling: name for spelling, name in _SPELLINGS.items() if name in WIRES})})(?![-\w])"
_MONTH = rf"(?P<month>{_either(MONTHS)})\b\.?"
_YEAR = r"(?P<year>\d{4})(?!\d)"

_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        r"\b(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?!\d)",
        r"\b(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2" + _YEAR,  # day before month, as everywhere but in the United States,
        r"\b(?P<month>0?\d|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/" + _YEAR,  # unless that would be a 13th month or later
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|\.)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?![-\d])",
        rf"(?<!\d\s)(?<!\d[a-z]{2}\s)\b{_MONTH}\s+{_YEAR}",  # after a number it is part of a day, perhaps an impossible one
    )
)

# What may stand around the date in a line that is a date. Whatever is left when these are taken out makes the line a sentence.
_LABELS = re.compile(
    r"\b(?:(?:first |last )?(?:published|updated|modified|posted|issued|released)(?: on| at)?"
    r"|date(?: de (?:publication|parution)| published)?|publication|mise à jour|update|created|dernière"
    r"|(?:article |billet )?(?:publi|post|diffus|rédig|modifi|actualis|cré)ée?|parue?|mise? (?:en ligne|à jour)"
    r"|le|à|at|on|the|et|and|(?:temps de )?lecture|reading time)\b"
    r"|\b(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b\.?"
    r"|(?:\bT)?(?<!\d)\d{1,2}\s?[h:]\s?(?:\d{2})?(?::\d{2})?(?:\.\d+)?(?:Z\b|[+-]\d\d:?\d\d)?|\b\d{1,2}\s?(?:heures|[ap]\.?m\b\.?)|\b[ap]\.?m\b\.?"
    r"|\b(?:GMT|UTC|CET|CEST|EST|EDT|PST|PDT|ET|BST|MSK|heure de Paris)\b(?:\s?[+-]\d+)?"
    r"|\b\d+\s?(?:min(?:utes?)?|mn)\b\.?(?: (?:de lecture|read))?"
    r"|\b\d+\s(?:minutes?|hours?|days?|weeks?|months?|years?) ago\b|\bil y a \d+\s(?:minutes?|heures?|jours?|semaines?|mois|ans?)\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated|modified|mis[e]? à jour|modifiée?|actualisée?)\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:par|by|written by|écrit par|auteur\s*:|author\s*:)\s+"
    r"(?P<name>[^\W\d_][\w.'’-]*(?:\s+(?:et|and|de|du|van|von|der|la|le|[^\W\d_][\w.'’-]*)){0,5})\s*(?P<rest>[,|·•:/(–—-].*)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:(?:et|and|de|du|van|von|der|la|le|d['’](?=[A-ZÀ-Ý])|[A-ZÀ-ÝŒ])[\w.'’-]*\s*){2,}")
_GLUED = re.compile(r"date\s*:?\s+(?P<date>\d{4}-\d{2}(?:-\d{2})?)\b[\s:–—-]*", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(r"(?:[A-ZÀ-Ý][^\W\d_]*[\s.'’-]?){1,4}(?:\([A-ZÀ-Ý][\w\s'’-]{1,20}\))?,?\s*(?:le\s+)?")
_CREDIT = re.compile(
    r"[(\[]?\s*(?:sources?|via)\b\s*(?:(?:et|and|&)\s[^:]{1,40})?[:=–—]\s*(?:(?:et|and|&)\s[^:]{1,40}:)?\s*(?P<names>[^:]\S.{0,58}?)\s*[)\].]*",
    re.IGNORECASE,
)
_URL_CREDIT = re.compile(r"[(\[]?\s*(?:sources?|via)\s*:\s*(?P<url>https?://\S+?)[)\].]*", re.IGNORECASE)
_SIGNED = re.compile(
    rf"[(\[©—–-]?\s*(?:(?i:par|by|with|avec)\s+)?(?P<first>{_AGENCY})(?:\s*(?:,|/|&|\b(?i:et|and|with|avec)\b)\s*(?:l['’]|the\s+)?{_AGENCY})*\s*[)\].]*"
)
_COMMA = re.compile(r"\s*[,|•·–—-]\s*(?=\S)")
_MARKED = re.compile(
    rf"(?P<place>[^.!?…\n(/«“\"]{{0,70}}\.?\s*)"
    rf"(?:\((?P<round>{_AGENCY})[^()\n]{{0,20}}\)|/\s?(?P<slash>{_AGENCY})\s?/|\[(?P<square>{_AGENCY})\])\s*[.:–—-]+\s*"
    rf"|(?P<city>[^.!?…\n(/«“\"]{{2,50}})\s[–—-]\s(?P<dashed>{_WIRE})\s?[.:–—-]\s+"
)
_BARE = re.compile(rf"(?P<wire>{_WIRE})\s*(?:/\s*\.?|[–—]|--?(?=\s))\s*(?=\S)")
_THE = (
    r"(?:(?:à\s+)?(?:l['’]|(?:le|la|les|au|aux|du|the|to)\s+))?"
    r"(?:(?:agence(?: de presse)?(?: \w+)?|quotidien|journal|chaîne|site|agency|newspaper|daily)\s+)*"
)
_REPORTED = re.compile(
    r"(?:\b(?i:a|ont|avait|avaient)\s+"
    r"(?:(?i:(?:été\s+)?rapportée?s?|annoncé|indiqué|écrit|révélé|affirmé|relaté|appris|fait savoir))(?:\s+(?:à|par|au|auprès de))?"
    r"|\b(?i:selon|d['’]après|rapporte|indique|écrit|révèle|affirme|(?:cit|relay|rapport)ée?s? par|auprès de)"
    r"|\b(?i:déclaré|confié|expliqué|dit|indiqué|précisé|affirmé|accordée?)\s+(?:à|au|aux)"
    rf"|\b(?i:told|reported by|according to|cited by|quoted by|reports|interview with|informed))\s+{_THE}(?P<after>{_AGENCY})"
    rf"|(?P<before>{_AGENCY})\s+(?:has\s+)?(?:reported|reports|writes|wrote|rapporte|a rapporté|a indiqué|a annoncé|écrit)\b"
)

FIRST_YEAR = 1600
"""Nothing older is a date of news; the first newspaper is of 1605."""

DAYS_AHEAD = 2
"""How far a date found in an article may lie in the future: a time zone and an early edition."""

LONGEST_HEADLINE = 200
LONGEST_BEGINNING = 100
"""Characters that a title may have: one that was written as such, and one that is the beginning of the text."""


def find_date(text: str, today: date | None = None) -> tuple[str, int, int] | None:
    """The first possible date in the text, as ISO 8601 at the precision that is written, and where it starts and ends.

    A date that no calendar holds, before `FIRST_YEAR`, or more than `DAYS_AHEAD` days after `today` is not one.
    """
    limit = (today or datetime.now(UTC).date()) + timedelta(days=DAYS_AHEAD)
    best: tuple[str, int, int] | None = None
    for form in _DATES:
        for found in form.finditer(text):
            parts = found.groupdict()
            month, day = parts["month"].lower(), parts.get("day")
            numbers = int(parts["year"]), MONTHS.get(month) or int(month), int(day or 1)
            if _possible(numbers, limit) and (best is None or found.start() < best[1]):
                best = "-".join(f"{number:02d}" for number in numbers[: 3 if day else 2]), found.start(), found.end()
                break
    return best


def date_line(line: str, today: date | None = None) -> str | None:
    """The date of a line that holds a date of the article and nothing else: « Publié le 9 mars 2021 à 14h », `Updated: 2021-03-09`."""
    line = line[_signature_end(line) :]
    if len(line) > 120 or (found := find_date(line, today)) is None:
        return None
    bare_month = len(found[0]) == 7 and found[1:] == (0, len(line))
    if bare_month and line.lower().startswith("mars "):  # Mars 2020 is a rover
        return None
    left = line
    for form in _DATES:
        left = form.sub(" ", left)
    place = _PLACE_AND_DATE.match(line)
    if place is not None and place.end() == found[1] and line[: found[1]].rstrip().endswith((",", "le")):
        left = left[found[1] :]
    return None if re.search(r"\w", _LABELS.sub(" ", left)) else found[0]


def _signature_end(line: str) -> int:
    """Where the date begins in a line such as « Le Monde avec AFP, publié le 9 mars 2021 »; 0 if no agency signs the line."""
    signed = _SIGNED.match(line)
    comma = signed and _COMMA.match(line, signed.end())
    return comma.end() if comma else 0


def is_update(line: str) -> bool:
    """Whether a date line tells when the article was last changed, and not when it appeared."""
    words = _UPDATED.search(line)
    found = find_date(line)
    return words is not None and found is not None and words.start() < found[1]


def byline(line: str) -> tuple[str, str] | None:
    """The author of a line that names nobody else, and what follows: a date, a source or nothing. None for any other line."""
    found = _BYLINE.fullmatch(line) if len(line) <= 120 else None
    if found is None or _NAME.fullmatch(found["name"]) is None:
        return None
    rest = (found["rest"] or "").strip(" ,|·•:/–—-()")
    if rest and date_line(rest) is None and known_source(rest) is None:
        return None
    return found["name"].strip(), rest


def known_source(name: str) -> str | None:
    """The canonical name of an agency or a paper, however its case and accents are written; None if it is not in the tables."""
    return _BY_KEY.get(unidecode(name).strip(" .").lower())


def credit(line: str) -> str | None:
    """The source of a line that only names it: `Source: TASS`, `(avec AFP)`, « Source : https://tass.ru/… ». None for any other line."""
    if len(line) > 160:
        return None
    if link := _URL_CREDIT.fullmatch(line):
        return host(link["url"])
    end = _signature_end(line)
    signed = _SIGNED.match(line) if end else _SIGNED.fullmatch(line)
    if signed and (not end or date_line(line[end:])):
        return _SPELLINGS[signed["first"]]
    found = _CREDIT.fullmatch(line)
    if found is None:
        return None
    names = found["names"].strip()
    first = re.split(r"\s*(?:,|/|;|\set\s|\sand\s|\swith\s|\savec\s)\s*", names)[0]
    if known := known_source(names) or known_source(first):
        return known
    # An unknown source is believed if it is as short as a name; « Source : un diplomate a indiqué que… » is a sentence.
    return names if len(names.split()) <= 5 and not names.endswith((".", "!", "?")) else None


def dateline(line: str, today: date | None = None) -> Statement | None:
    """What the head of a dispatch says: `TASS /.`, `PARIS (AFP) –`, `MOSCOW, March 9, 2021 (Reuters) -`; None if the line has none.

    A mark of nothing but an agency is taken off; a head that names the place stays, for the place is part of the news.
    """
    if bare := _BARE.match(line):
        return Statement(line[bare.end() :], source=_SPELLINGS[bare["wire"]])
    if marked := _MARKED.match(line):
        agency = marked["round"] or marked["slash"] or marked["square"] or marked["dashed"]
        place = marked["place"] or marked["city"] or ""
        when = find_date(place, today)
        return Statement(line if place.strip() else line[marked.end() :], when and when[0], _SPELLINGS[agency])
    if glued := _GLUED.match(line):
        return Statement(line[glued.end() :], when[0]) if (when := find_date(glued["date"], today)) else None
    when = find_date(line[:80], today)
    if when is not None and re.match(r"\s*\)?\s*[–—-]+\s+\S", line[when[2] :]):
        place = _PLACE_AND_DATE.match(line)
        if line[: when[1]].strip(" ([") == "":
            return Statement(re.sub(r"^\s*\)?\s*[–—-]+\s+", "", line[when[2] :]), when[0])
        if place is not None and place.end() == when[1]:
            return Statement(line, when[0])
    return None


def describe(raw: RawFile, clean: CleanText) -> Metadata:
    """Title, date, source and author: explicit ones first, then what the cleaned text says about itself.

    A headline and a byline are taken out of the text. Without a headline the title is the beginning of the text, which stays. A text of
    which cleaning left nothing has an empty text, and an empty title too unless one was given.
    """
    paragraphs = clean.text.split("\n") if clean.text else []
    author, signed, dated = raw.author, None, None
    for at, line in enumerate(paragraphs[:4]):
        if found := byline(line):
            del paragraphs[at]
            agency = known_source(found[0])
            author = author or (None if agency else found[0])
            signed, dated = agency or known_source(found[1]), date_line(found[1])
            break
    if title := clean.title:
        headline = True
        if paragraphs and _key(paragraphs[0]) == _key(title):
            del paragraphs[0]
    else:
        found_at = _headline(paragraphs)
        headline = found_at is not None
        title = _beginning(paragraphs) if found_at is None else paragraphs.pop(found_at)
    text = "\n".join(paragraphs)
    reported = _REPORTED.search(text) if not (clean.source or signed) else None
    source = clean.source or signed or (reported and _SPELLINGS[reported["after"] or reported["before"]]) or host(raw.url)
    return Metadata(title, headline, text, clean.date or dated, source, author)


def host(url: str | None) -> str | None:
    """The host of an address without `www.`; None for no address, or a broken one."""
    try:
        name = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def like_headline(line: str) -> bool:
    """Whether a line by itself could be a headline: short, one sentence, not closed by a full stop, no date, credit or dateline."""
    if not 8 <= len(line) <= LONGEST_HEADLINE or len(line.split()) < 2 or _UNFINISHED.search(line):
        return False
    if line[0].islower() and not line[1:2].isupper():  # “iPhone sales fall” may open one, half a sentence may not
        return False
    if _CLOSED.search(line) and not _ABBREVIATED.search(line):
        return False
    if line.startswith(("-", "•", "*", "<<", "…", ",", ";", ")")):
        return False
    inner = _INNER_STOP.search(line)
    if inner is not None and len(line[: inner.start()].split()) > 3:  # “Espace. La Chine…” is how regional papers begin
        return False
    return date_line(line) is None and credit(line) is None and dateline(line) is None and byline(line) is None


_CLOSED = re.compile(r"[.;,]['’\"”»)\]\s]*$")
_ABBREVIATED = re.compile(r"\b\w\.\w\.$")
_INNER_STOP = re.compile(r"(?<=[\w»”\")]{2})[.!?…]['’\"”»)]*\s+[«“\"]?\s?[A-ZÀ-Ý]")
_UNFINISHED = re.compile(
    r"(?:[:(«“–—-]|\b(?:le|la|les|l['’]|d['’]|de|du|des|un|une|et|ou|à|au|aux|que|dont|ce|cette|ces|sa|ses"
    r"|the|a|an|of|and|or|at|which|its|their))$"
)  # in lower case only: LA is a city


def unfinished(line: str) -> bool:
    """Whether a line stops where no sentence can: after an article, a preposition, a colon's or a bracket's opening."""
    return _UNFINISHED.search(line) is not None


def _headline(paragraphs: list[str]) -> int | None:
    """Which paragraph is the headline: the first, or the second when the first is no more than the name of a section."""
    for at, line in enumerate(paragraphs[:2]):
        if at + 1 == len(paragraphs):
            return None
        if like_headline(line):
            return at if not line.endswith(("?", "!", "…")) or len(line) < len(paragraphs[at + 1]) else None
        if len(line.split()) > 2 or not line[0].isupper() or _CLOSED.search(line):
            return None
    return None


def _beginning(paragraphs: list[str]) -> str:
    text = paragraphs[0] if paragraphs else ""
    if len(text) <= LONGEST_BEGINNING:
        return text
    cut = text[:LONGEST_BEGINNING]
    whole = cut[: cut.rindex(" ")] if " " in cut else cut[:-1]
    return whole.rstrip(" ,;:–—-«“(") + "…"


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", unidecode(line)).strip().lower()


def _possible(numbers: tuple[int, int, int], limit: date) -> bool:
    try:
        return numbers[0] >= FIRST_YEAR and date(*numbers) <= limit
    except ValueError:
        return False
