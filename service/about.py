"""What is told about somebody, about searching, and about the search box for other sites."""

from flask import request, url_for

from service.frame import alone, blueprint, drawn, followed, reader_here, render
from service.running import catalogue
from service.search.request import SearchRequest

about = blueprint("about")

HELP_QUERIES = (
    ("station lunaire", "words"),
    ("« Global Times »", "phrase"),
    ('"programme spatial"~3', "near"),
    ("Rogozine", "name"),
    ("lune AND (Chine OR Russie) NOT Artemis", "operators"),
    ("-Artemis", "without"),
    ("coop*", "letters"),
    ("Rogozin~1", "fuzzy"),
    ("title:lune", "title"),
    ("org:roscosmos", "entity"),
    ("source:TASS", "source"),
    ("date:[2021-03 TO 2022]", "date"),
)
"""What may be typed, and the message that says what it finds."""
HELP_KEYS = (
    ("/", "box"),
    ("↓ ↑", "results"),
    ("enter", "open"),
    ("f", "filters"),
    ("← →", "bars"),
    ("t", "twin"),
    ("escape", "close"),
    ("?", "help"),
)
"""Keys, and the message that says what each does."""
NAMED_KEYS = ("enter", "escape")
"""Keys that are called something else in another language."""
WIDGET_ATTRIBUTES = (
    ("endpoint", "https://news.example.org"),
    ("lang", "fr"),
    ("placeholder", "Lune"),
    ("filters", "source=TASS&language=fr"),
    ("results", "3"),
    ("value", "station lunaire"),
)
"""Attributes of the box for other sites, each with a value as an example."""
WIDGET_PROPERTIES = tuple(
    f"--lunette-{name}" for name in ("accent", "on-accent", "ink", "paper", "field", "rule", "link", "mark", "font", "radius")
)
"""Properties of the style by which a page makes the box its own."""

WIDGET_STYLE = "lunette-search {\n  --lunette-accent: #8a1538;\n  --lunette-font: Georgia, serif;\n}"
"""How some of them are set."""


@about.get("/entity/<id>")
def entity(id: str) -> str:  # noqa: A002 — the route's own word
    """One entity: its names, when and beside whom it is named, and its newest articles."""
    reader = reader_here()
    profile = catalogue().entity(id, reader.face)
    named = SearchRequest(include={profile.entity.type: (profile.entity.id,)})
    ui = reader.voice.lang
    together = [(kind, reader.voice.say(f"facet.{kind}"), values) for kind, values in profile.together.items()]
    return render(
        "entity.html",
        reader,
        SearchRequest(),
        profile=profile,
        label=profile.entity.labels[ui],
        elsewhere=[(lang, label) for lang, label in profile.entity.labels.items() if lang != ui and label != profile.entity.labels[ui]],
        together=together,
        chart=drawn(reader, profile.page, named),
        alone=alone(reader, profile.page, named),
        articles=reader.link(named),
        follow=followed(reader, named),
        canonical=url_for("about.entity", id=id, _external=True),
    )


@about.get("/widget")
def widget_page() -> str:
    """The search box for other sites, to try and to copy."""
    reader = reader_here()
    root = request.url_root.rstrip("/")
    tag = f'<lunette-search endpoint="{root}" lang="{reader.voice.lang}"></lunette-search>'
    snippet = f'<script src="{root}{url_for("feeds.widget")}" defer></script>\n{tag}'
    return render(
        "widget.html",
        reader,
        SearchRequest(),
        snippet=snippet,
        attributes=WIDGET_ATTRIBUTES,
        properties=WIDGET_PROPERTIES,
        style=WIDGET_STYLE,
    )


@about.get("/help")
def help_page() -> str:
    """What may be typed into the box, and which keys do what."""
    reader = reader_here()
    return render(
        "help.html",
        reader,
        SearchRequest(),
        queries=HELP_QUERIES,
        keys=[(reader.voice.say(f"key.{key}") if key in NAMED_KEYS else key, about) for key, about in HELP_KEYS],
        search_url=lambda q: reader.link(SearchRequest(q=q)),
    )
