"""The commands about names: whom and what a file names, and how the names of an index were told apart."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
import msgspec

from indexer.base import Base
from indexer.commands import Command, index_option, json_option, print_json
from indexer.entities import Authority, Spotter
from indexer.entities.decisions import Decisions
from indexer.entities.voices import voices
from indexer.errors import SourceError
from indexer.generations import Generations
from indexer.language import detect
from indexer.readers.text import MAX_BYTES, NotTextError, decode
from indexer.review import Review
from indexer.review import review as reviewed
from indexer.terminal import shown


class _FileOrCommand(click.Group):
    """A group whose first argument, if it is none of its commands, is the file that the first command takes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's own contract."""
        if not args or args[0] not in (*self.commands, "--help"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileOrCommand, invoke_without_command=False)
def entities() -> None:
    """List whom and what a file or an index names.

    lunette entities FILE is about a file, lunette entities review about the names of an index.
    """


@entities.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--spacy", "models", multiple=True, metavar="MODEL", help="A spaCy model that you have, by its name or folder.")
@json_option
def file(file: Path, models: tuple[str, ...], *, as_json: bool) -> None:
    """List the people, organisations, places and programmes in FILE.

    With --json, every mention with its offsets into the decoded text of FILE; without, how often each is named.
    """
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)  # no more, for a file such as /dev/zero has no end
    if len(data) > MAX_BYTES:
        raise SourceError(f"{file} is larger than {MAX_BYTES // 1024 // 1024} MiB, the most that one article may take")
    try:
        text = decode(data)
    except NotTextError as error:
        raise SourceError(f"{file} {error}") from error
    mentions = Spotter(Authority.load(), models=voices(models)).find(text, detect(text)[0])
    if as_json:
        print_json([mention._asdict() for mention in mentions])
        return
    for (kind, key), count in sorted(Counter((mention.type, mention.id) for mention in mentions).items()):
        click.echo(f"{kind:10} {key:32} {count}")


@entities.command(cls=Command)
@index_option
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="YAML of decisions to look at the names with; without, those that the index was made with.",
)
@click.option("--limit", type=click.IntRange(0), default=30, show_default=True, help="How many names and proposals.")
@json_option
def review(home: Path, decisions: tuple[Path, ...], limit: int, *, as_json: bool) -> None:
    """Look through the unknown names of an index.

    Lists the most frequent ones with their spellings and some of their contexts, which names were made one and why, and which others may be
    one, as lines for a file of decisions. Nothing is changed: a build or an update with --decisions FILE obeys them.
    """
    with Base.of(Generations(home)) as base:
        knowledge = msgspec.structs.replace(base.knowledge, decisions=Decisions.load(*decisions)) if decisions else base.knowledge
        found = reviewed(base, knowledge, limit)
    if as_json:
        print_json({**asdict(found), "merged": msgspec.to_builtins(found.merged)})
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Review) -> Iterator[str]:
    yield f"unknown names: {found.total}, those of most articles first"
    for name in found.unknown:
        yield f"{name.articles:6}  {name.type:10} {shown(' / '.join(dict.fromkeys(name.labels.values())))}  {name.id}"
        yield f"{'':8}spelled {', '.join(f'{shown(spelling)} {count}' for spelling, count in name.spellings.items())}"
        for context in name.contexts:
            yield f"{'':8}… {shown(context.text)} …  ({shown(context.id)}, {context.lang})"
    yield ""
    yield f"names that are one: {len(found.merged)}"
    for identity in found.merged:
        ids = " ".join((identity.id, *identity.members))
        yield f"  {identity.type:10} {shown(' / '.join(dict.fromkeys(identity.labels.values())))}  {ids}"
        for why in identity.merges:
            yield f"{'':8}{shown(why.one)} = {shown(why.other)} ({why.likeness:.2f}): {shown(why.reason)}"
    if found.dropped:
        yield ""
        yield f"dropped: {' '.join(found.dropped)}"
    yield ""
    yield "names that may be one; what is true, copy into a file of decisions:" if found.proposed else "no other names may be one"
    for proposal in found.proposed:
        quoted = ", ".join(msgspec.json.encode(name).decode() for name in proposal.names)
        yield f"- merge: [{quoted}]"
        yield f"  type: {proposal.type}"
        for why in proposal.merges:
            yield f"  # {shown(why.one)} = {shown(why.other)} ({why.likeness:.2f}): {shown(why.reason)}"
