"""The language of a text: French, English, or not to be told.

A text is held against the little words of several languages and against a few spellings typical of French and of English. The other
languages are there to be recognised as neither: an article in German is `und`, not the nearest of two.

Measured on 14,811 articles of two bilingual and four other news collections: no article was taken for the other language, and 99.6 % were
told; the rest, nearly all of them tables of figures, are `und`. Of 22,289 single sentences of six words or more, 99.8 % were told and 6
were taken for the other language; two sentences were always enough. Headlines alone are harder: of 14,787, 80 % were told and .1 % were
wrong, since a good part of them has no little word at all.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from indexer import few_words
from indexer.document import UNDETERMINED, Language

LOOKED_AT = 4000
"""Characters from the beginning of a text that are looked at; more change nothing."""

WEAKEST = 0.22
"""The confidence below which a text is `und`."""

# A word may stand in several rows; it then speaks for each of these languages alike, and for none against the others. « car »,
# « comment » and « eu » are missing, for English headlines are full of them.
_LITTLE_WORDS: Mapping[str, str] = {
    "fr": """le la les un une des du de au aux et ou où mais donc ni que qui quoi dont ce cet cette ces ça cela celui celle ceux il elle
        ils elles on nous vous je tu me te se lui leur leurs son sa ses mon ma mes notre nos votre vos est sont était étaient été être
        sera seront serait a ont avait avaient avoir aura fait faire peut pas ne plus très aussi ainsi alors après avant avec sans
        sous sur dans par pour chez entre vers depuis pendant lors selon comme si en y à quand pourquoi tout tous toute toutes
        même même autre autres quelques plusieurs moins encore déjà toujours jamais ici contre afin quel quelle quels quelles deux
        trois d' l' qu' n' s' c' j' m' t' jusqu' lorsqu' puisqu' aujourd'hui""",
    "en": """the of and to in is are was were be been being a an that this these those it its he she they we you i his her their our your my
        him them us has have had having do does did not no but or if as at by for from with without on into over under about after
        before between during through against than then there here when where which who whom whose what why how all any both each
        few more most other some such only own same so too very can could will would shall should may might must just also said says
        up out off down while because until since one two three first last new year years""",
    "es": """el la los las un una unos unas de del al y o pero que quien cual como en con sin por para sobre entre desde hasta es son era
        fue han ha había ser está están su sus se lo le les no más muy también este esta estos estas ese esa yo nosotros usted según
        cuando donde porque todo todos años""",
    "pt": """o a os as um uma de do da dos das no na nos nas ao à pelo pela e ou mas que quem como em com sem por para sobre entre desde até
        é são foi era ser está seu sua seus suas se não mais muito também este esta isso ele ela eles segundo quando onde porque anos""",
    "it": """il lo la i gli le un uno una di del della dei delle dello al alla ai alle dal dalla nel nella nei sul sulla e ed o ma che chi
        come in con senza per su tra fra è sono era ha hanno essere stato suo sua suoi si non più molto anche questo questa ci quando
        dove perché secondo anni""",
    "de": """der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren wird werden wurde
        hat haben hatte sein ich du er sie es wir ihr zu zum zur im in am an auf aus bei mit nach seit von vom vor für über unter durch
        gegen ohne um als auch noch nur schon sehr so wie wenn dass daß weil sich man was wer wo""",
    "nl": """de het een en of maar niet geen is zijn was waren wordt worden werd heeft hebben had ik je hij zij ze wij we van in op aan met
        naar voor door over bij uit om te tot als ook nog maar dat die dit deze er zich wat wie waar""",
}

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "fr": (
        "aux",
        "eux",
        "euse",
        "euses",
        "ique",
        "iques",
        "elle",
        "elles",
        "ée",
        "ées",
        "és",
        "aient",
        "ait",
        "eur",
        "eurs",
        "ité",
        "isme",
        "ez",
        "oire",
        "oires",
    ),
    "en": (
        "ing",
        "ings",
        "ed",
        "ly",
        "ity",
        "ness",
        "ship",
        "ght",
        "ck",
        "sh",
        "th",
        "ous",
        "ful",
        "less",
        "ies",
        "'s",
        "n't",
        "'ll",
        "'re",
        "'ve",
    ),
}
"""Spellings that are far more usual at the end of a word in one language than in the other; each counts for a third of a word."""
_ENDING = 1 / 3
_CONTRACTIONS = ("n't", "'ll", "'re", "'ve", "'d", "'s")
"""What only English writes, behind a name as well."""
_OTHERS = 0.7
"""What a little word counts for the other languages: French shares many with its sisters, and most articles here are French."""

_FRENCH_LETTERS = frozenset("éèêàâçùûîôœ")
_FOREIGN_LETTERS = frozenset("ñãõáíóúßäöåøł¿¡")  # none of these is French or English

_WORD = re.compile(r"[dlnscjmt]['’]|(?:qu|jusqu|lorsqu|puisqu)['’]|[^\W\d_]+(?:['’][^\W\d_]+)*", re.IGNORECASE)

_SPLIT = {language: tuple(words.split()) for language, words in _LITTLE_WORDS.items()}
_VOTES: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, others in _SPLIT.items() if word in others) for words in _SPLIT.values() for word in words
}


def detect(text: str) -> tuple[str, float]:
    """The language code, `fr`, `en` or `und`, and how sure that is, from 0 to 1 (0 for `und`)."""
    scores = dict.fromkeys((*_LITTLE_WORDS, "other"), 0.0)
    for token, count in Counter(_WORD.findall(text[:LOOKED_AT].replace("’", "'"))).items():
        for language, weight in _evidence(token):
            scores[language] += weight * count
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    confidence = 1 - (scores[second] + 0.5) / (scores[best] + 0.5)
    if best not in _ENDINGS or confidence < WEAKEST:
        return UNDETERMINED, 0.0
    return best, confidence


def detect_query(words: Sequence[str]) -> Language | None:
    """The language of a query, from words, elisions and accents that only one of the two languages has; None when unsure or mixed.

    `words` are as typed: an accented word with a capital is a name, and says nothing.
    """
    betrayed = _betrayed(_tokens(words))
    return betrayed[0] if len(betrayed) == 1 else None


def guess_query(words: Sequence[str]) -> Language | None:
    """The language that a query is likely in where nothing betrays it, from the lexicon and the spelling of its words; see `few_words`.

    `words` are as typed. Capitals alone may be an acronym. A particle may be part of a name, but in English it is of nothing else; so
    where there is one, nothing is taken for English.
    """
    tokens = _tokens(words)
    if _betrayed(tokens):
        return None
    plain = [token for token in tokens if token.lower() not in _PARTICLES]
    guess = few_words.language([token for token in plain if not token.isupper()])
    return None if guess == "en" and len(plain) < len(tokens) else guess


def _tokens(words: Sequence[str]) -> list[str]:
    """The words in these pieces of a query, but for those of names with hyphens: Notre-Dame is no word of either language."""
    return [token.replace("’", "'") for word in words for token in _WORD.findall(word) if not _is_name(word)]


def _is_name(word: str) -> bool:
    first, *others = word.split("-")
    return bool(others) and first[:1].isupper() and others[-1][:1].isupper()


def _betrayed(tokens: Sequence[str]) -> tuple[Language, ...]:
    """The languages that alone have some of these."""
    lower = [token.lower() for token in tokens]
    french = (
        not _ONLY_FRENCH.isdisjoint(lower)
        or len(_MOSTLY_FRENCH.intersection(lower)) > 1
        or _links_common_words(tokens)
        or any(token[0].islower() and _FRENCH_LETTERS.intersection(token) and token not in _LOANS for token in tokens)
        or any(elision.lower() in _ELISIONS and following[0].islower() for elision, following in pairwise(tokens))
    )
    english = any(word in _ONLY_ENGLISH or word.endswith(_ENGLISH_ENDINGS) for word in lower)
    return (*(("fr",) if french else ()), *(("en",) if english else ()))


def _links_common_words(tokens: Sequence[str]) -> bool:
    """Whether a French particle stands beside a word in small letters: `agence de presse`, but not `Rio de Janeiro`."""
    for number, token in enumerate(tokens):
        if token in _PARTICLES:
            before = next((other for other in reversed(tokens[:number]) if other not in _PARTICLES), "")
            after = next((other for other in tokens[number + 1 :] if other not in _PARTICLES), "")
            if before.islower() or after.islower():
                return True
    return False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ONLY_FRENCH = _set("""
    aux dans avec une cette ces cet qui quoi où quand pourquoi quel quelle quels quelles sont était étaient leur leurs nous vous ils
    elle elles être avoir après avant depuis pendant vers selon contre notre votre nos vos mais très aussi et
""")
_MOSTLY_FRENCH = _set("le les des du et un en sur sans est pas plus par il ce ses chez entre que")
"""Words that English has in names or in other senses (Le Pen, Les Misérables, Des Moines, UN, Big Sur): two of them are needed.
`de` and `la` are not even here, for Oscar de la Renta is at home everywhere."""
_PARTICLES = _set("de du des la le les au")
"""Words that English has only inside of names, and there between capitals."""


_ONLY_ENGLISH = _set("""
    the of and with from in to at by for is are was were what who when where how why which about after before between not its their
    his her he she they will would has have had does did that this these those
""")
_ENGLISH_ENDINGS = ("'s", "n't", "'ll", "'re", "'ve")
_ELISIONS = _set("l' d' qu' n' s' c' j' jusqu' lorsqu' puisqu'")
_LOANS = _set("""
    café cafés cliché clichés fiancé fiancée façade façades protégé protégés exposé décor entrée soirée communiqué détente naïve
    résumé déjà crème brûlée émigré née
""")
"""French words that English keeps with their accents."""


@lru_cache(maxsize=1 << 15)  # articles share most of their words
def _evidence(token: str) -> tuple[tuple[str, float], ...]:
    """What one word says: languages and how much it speaks for each."""
    word = token.lower()
    if votes := _VOTES.get(word):
        return tuple((language, 1.0 if language in _ENDINGS else _OTHERS) for language in votes)
    letters = set(word)
    if letters & _FOREIGN_LETTERS:
        return (("other", 1.0),)
    if token[0].isupper():  # most likely a name, and names end as they like
        return (("en", _ENDING),) if word.endswith(_CONTRACTIONS) else ()
    found = tuple((language, _ENDING) for language, endings in _ENDINGS.items() if len(word) > 4 and word.endswith(endings))
    return (*found, ("fr", 2 * _ENDING)) if letters & _FRENCH_LETTERS else found
