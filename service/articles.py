"""One article: the page of it, and how it is cited."""

from flask import Response, request, url_for

from service.citations import FORMS, Cited
from service.frame import Way, asked_here, blueprint, reader_here, render
from service.reader import Reader, address
from service.running import catalogue
from service.search.alignment import side_by_side
from service.search.errors import NotFound, QueryTimeout
from service.search.generation import Generation
from service.search.request import SearchRequest
from service.search.results import Article, Hit

articles = blueprint("articles")

MOST_REMOVED = 100
"""Lines cut from an article that are shown."""
SIMILAR = 5
"""Similar articles below one."""


# An article's id may be an address of its own, and merging slashes would turn https://… into https:/….
@articles.get("/document/<article:id>", merge_slashes=False)
def document(id: str) -> str:  # noqa: A002 — the route's own word
    """One whole article, with the words of the search marked, beside its translation if that is asked for."""
    reader = reader_here()
    asked, _ = asked_here()
    generation = catalogue().generation()
    article = catalogue().article(id, asked, reader.face, generation)
    # An address in scraped data may be anything; only one that leads to a page becomes a link.
    original = article.url if article.url and article.url.startswith(("http://", "https://")) else None
    here = url_for("articles.document", id=id)
    twin = _beside(article, asked, reader, generation)
    forms = [
        Way(
            form.label or reader.voice.say("cite.plain"),
            address(url_for("articles.cite", id=id), (("as", name), *reader.keep)),
            form.mimetype,
        )
        for name, form in FORMS.items()
    ]
    return render(
        "document.html",
        reader,
        asked,
        article=article,
        original=original,
        back=reader.link(asked) if asked != SearchRequest() else None,
        why=reader.link(asked, url_for("reasons.why", id=id)) if asked.q else None,
        canonical=url_for("articles.document", id=id, _external=True),
        twin=twin,
        rows=side_by_side(article, twin) if twin else (),
        beside=lambda key: address(here, (*asked.arguments(), ("beside", key), *reader.keep)),
        alone=reader.link(asked, here),
        similar=_similar(id, reader, generation),
        cited=FORMS["plain"].write(_cited(article, generation), reader.voice),
        forms=forms,
        most_removed=MOST_REMOVED,
    )


@articles.get("/cite/<article:id>", merge_slashes=False)
def cite(id: str) -> Response:  # noqa: A002 — the route's own word
    """One article as it is cited, as a file."""
    reader = reader_here()
    generation = catalogue().generation()
    name = request.args.get("as", "plain")
    if name not in FORMS:
        raise NotFound(f"there is no form of citation “{name[:40]}”; there are {', '.join(FORMS)}")
    form = FORMS[name]
    article = catalogue().article(id, SearchRequest(), reader.face, generation)
    answer = Response(form.write(_cited(article, generation), reader.voice), mimetype=form.mimetype)
    if name != "plain":
        answer.headers["Content-Disposition"] = f"attachment; filename=lunette.{form.suffix}"
    return answer


def _beside(article: Article, asked: SearchRequest, reader: Reader, generation: Generation) -> Article | None:
    """The translation that is to stand beside an article; None unless the address asks for one, and it is one."""
    key = request.args.get("beside", "")
    if key not in {relative.id for relative in article.relatives.twins}:
        return None
    return catalogue().article(key, asked, reader.face, generation)


def _similar(key: str, reader: Reader, generation: Generation) -> tuple[Hit, ...]:
    try:
        return catalogue().similar(key, SIMILAR, reader.face, generation)
    except QueryTimeout:
        # The article itself is what was asked for.
        return ()


def _cited(article: Article, generation: Generation) -> Cited:
    return Cited(article, url_for("articles.document", id=article.id, _external=True), generation.manifest.generation)
