"""How the news of an alert reach somebody: as text, as a mail to be sent, as a feed file, or as JSON for a program on this machine."""

import json
import urllib.request
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import quote

from service import present, syndication
from service.alerts import Alert
from service.search.request import Face, SearchRequest
from service.search.results import NO_TIMELINE, Hit, IndexState, Links, Reading, SearchPage
from service.syndication import Feed
from service.voice import Voice

WEBHOOK_SECONDS = 10
"""How long a program may take to accept news."""


def page(site: str, hit: Hit) -> str:
    """The address of an article's page."""
    return f"{site}/document/{quote(hit.id)}"


def results(site: str, request: SearchRequest) -> str:
    """The address of a search's page of results, with every article on a card of its own as here."""
    return site + Face("/search").link(request)


def text(alert: Alert, hits: Sequence[Hit], site: str, voice: Voice) -> str:
    """The news of an alert for a person to read."""
    lines = [voice.say("alerts.news", name=alert.name, n=len(hits)), results(site, alert.request)]
    for hit in hits:
        about = " · ".join(each for each in (hit.lang.upper(), hit.date and voice.date(hit.date), hit.source) if each)
        lines += ["", " ".join(hit.title.split()), about, page(site, hit)]
    return "\n".join(lines) + "\n"


def mail(alert: Alert, hits: Sequence[Hit], site: str, voice: Voice) -> bytes:
    """The same as a message that a mail program sends as it stands."""
    message = EmailMessage()
    message["Subject"] = voice.say("alerts.news", name=" ".join(alert.name.split()), n=len(hits))
    message["Date"] = formatdate(usegmt=True)
    if alert.to:
        message["To"] = alert.to
    message.set_content(text(alert, hits, site, voice))
    return message.as_bytes()


def feed(alert: Alert, hits: Sequence[Hit], site: str, state: IndexState, voice: Voice) -> bytes:
    """The last news of an alert as an Atom feed."""
    shown = SearchPage(
        query=Reading(alert.request.q, alert.request.q, None, "all"),
        total=len(hits),
        took_ms=0,
        page=1,
        per_page=max(1, len(hits)),
        hits=tuple(hits),
        facets={},
        links=Links("", None, None),
        index=state,
        timeline=NO_TIMELINE,
    )
    home = results(site, alert.request)
    built = state.generation[: len("20211209T120000")]
    return syndication.atom(Feed(alert.name, voice.lang, shown, home, home, None, None, built, lambda hit: page(site, hit)))


def post(alert: Alert, hits: Sequence[Hit], site: str) -> None:
    """Hand the news of an alert to a program on this machine, as JSON.

    Raises:
        OSError: nobody is there, or it does not answer with a status of success in time.
    """
    said = {
        "name": alert.name,
        "search": results(site, alert.request),
        "new": [{**present.hit(hit), "page": page(site, hit)} for hit in hits],
    }
    # Only addresses of this machine come this far, see `alerts.read`.
    request = urllib.request.Request(  # noqa: S310
        str(alert.webhook), json.dumps(said, ensure_ascii=False).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.build_opener(_Here()).open(request, timeout=WEBHOOK_SECONDS):
        pass


class _Here(urllib.request.HTTPRedirectHandler):
    """Follows no redirection, which could lead to another machine."""

    def redirect_request(self, *_: object) -> None:
        """None, which urllib takes for an error."""
