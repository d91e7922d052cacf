"""`lunette alerts`: ask saved searches, and tell what is new."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from indexer import commands
from indexer.codec import kernels
from service import alerts, delivery, present
from service.alerts import Alert, Alerts, AlertsError, Memory
from service.search.catalogue import Catalogue
from service.search.errors import SearchError
from service.search.generation import Generation
from service.search.request import Face
from service.search.results import Hit
from service.settings import Settings
from service.voice import VOICES


@click.command("alerts", cls=commands.Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@commands.index_option
@commands.json_option
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="Where to remember what was seen; FILE.seen if not given.")
@click.option("--all", "from_the_start", is_flag=True, help="At the first run of a search, tell every article that it finds.")
@click.pass_obj
def command(settings: Settings, file: Path, home: Path, state: Path | None, *, as_json: bool, from_the_start: bool) -> None:
    """Tell what is new in the saved searches of FILE.

    New is what was not there when a search was last asked; the first time, it only remembers what there is. News are printed, so that cron
    mails them, and go where FILE says. A search whose news could not be delivered is asked again the next time.
    """
    kernels.stay_plain()  # a few searches are over before numba is loaded
    try:
        wanted = alerts.read(file, f"http://{settings.bind}")
        place = state or file.with_name(file.name + ".seen")
        memories = alerts.remembered(place)
    except AlertsError as error:
        commands.fail(str(error), status=2)
    catalogue = Catalogue(home, settings.query_seconds)
    generation = catalogue.generation()
    failed = False
    after: dict[str, Memory] = {}
    for alert in wanted.alerts:
        before = memories.get(alert.name) or (Memory(frozenset()) if from_the_start else None)
        try:
            memory, told = _asked(alert, before, wanted, catalogue, generation)
        except (AlertsError, SearchError, OSError) as error:
            failed = True
            click.echo(f"lunette: {alert.name}: {error}", err=True)
            if alert.name in memories:
                after[alert.name] = memories[alert.name]
            continue
        after[alert.name] = memory
        if as_json:
            commands.print_json({"name": alert.name, "new": [present.hit(hit) for hit in told]})
        elif told:
            click.echo(delivery.text(alert, told, wanted.site, VOICES[wanted.ui]))
    alerts.remember(place, _kept(wanted.alerts, after))
    if failed:
        raise SystemExit(commands.FAILED)


def _asked(
    alert: Alert, before: Memory | None, wanted: Alerts, catalogue: Catalogue, generation: Generation
) -> tuple[Memory, tuple[Hit, ...]]:
    """What an alert has seen now, and its news, which have been delivered."""
    voice = VOICES[wanted.ui]
    news = catalogue.news(alert.request, Face(ui=wanted.ui), before.seen if before else None, alerts.MOST, generation)
    if news.total > alerts.MOST:
        raise AlertsError(f"finds {news.total} articles, and may find {alerts.MOST}; narrow it")
    told = tuple(dict.fromkeys((*(hit.id for hit in news.hits), *(before.told if before else ()))))[: alerts.REPORTED]
    if news.hits and alert.webhook:
        delivery.post(alert, news.hits, wanted.site)
    if news.hits and alert.mail:
        alert.mail.write_bytes(delivery.mail(alert, news.hits, wanted.site, voice))
    if alert.feed:
        shown = catalogue.named(told, replace(alert.request, page=1), Face(ui=wanted.ui), generation)
        alert.feed.write_bytes(delivery.feed(alert, shown, wanted.site, news.index, voice))
    return Memory(frozenset(news.ids), told), news.hits


def _kept(wanted: tuple[Alert, ...], after: Mapping[str, Memory]) -> dict[str, Memory]:
    """What is remembered: of the searches that there still are."""
    names = {alert.name for alert in wanted}
    return {name: memory for name, memory in after.items() if name in names}
