"""spaCy models vote on the types of unknown names, and are never needed."""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import lunette, searching

from indexer.build import build
from indexer.entities import Authority, Spotter
from indexer.entities.spotter import SAID
from indexer.entities.voices import Span, voices
from indexer.errors import ModelError
from indexer.update import update

TEXT = "Tout dépend de Quorvex, dit-on, et Quorvex dépend de nous."
"""Little tells an organisation from a place."""


def types(text: str, models: Mapping[str, Any], lang: str = "fr") -> set[tuple[str, str]]:
    return {(mention.text, mention.type) for mention in Spotter(Authority.load(), models=models).find(text, lang)}


def test_a_name_of_which_little_is_known_is_of_the_type_that_a_model_gives():
    spans = {kind: [Span(at, at + 7, kind) for at in (15, 35)] for kind in SAID}
    assert [TEXT[span.start : span.end] for span in spans["org"]] == ["Quorvex"] * 2
    assert types(TEXT, {}) == types(TEXT, {"fr": lambda _: spans["org"]}) == {("Quorvex", "org")}
    assert types(TEXT, {"fr": lambda _: spans["place"]}) == {("Quorvex", "place")}


def test_a_model_decides_nothing_that_is_known_nor_what_is_said_clearly():
    text = "M. Zubarol est à Paris."
    assert types(text, {"fr": lambda _: [Span(3, 10, "place"), Span(17, 22, "org")]}) == {("Zubarol", "person"), ("Paris", "place")}


def test_spans_that_are_no_names_here_change_nothing_and_a_model_hears_only_its_language():
    plain = types(TEXT, {})
    assert types(TEXT, {"fr": lambda _: [Span(0, 4, "person"), Span(15, 20, "place")]}) == plain
    assert types(TEXT, {"en": lambda _: [Span(15, 22, "place")]}) == plain


def test_no_model_loads_nothing_of_spacy():
    code = "import sys; from indexer.entities.voices import voices; assert not voices(()); assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_spacy_or_with_a_name_of_no_model_it_is_said_what_is_wrong():
    with pytest.raises(ModelError, match=r"spaCy is not installed|“no_such_model” cannot be loaded"):
        voices(("no_such_model",))


with_spacy = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed; pip install 'lunette-search[spacy]'")


def blank(language: str) -> Any:  # noqa: ANN401 — spaCy's
    import spacy  # noqa: PLC0415 — few have it

    return spacy.blank(language)


def model(folder: Path, language: str, **labels: str) -> str:
    """A model without weights, which knows some names by rules."""
    made = blank(language)
    made.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": name} for name, label in labels.items()])
    made.to_disk(folder)
    return str(folder)


@with_spacy
def test_a_model_speaks_for_its_own_language_and_only_of_what_it_has_a_label_for(tmp_path: Path):
    heard = voices((model(tmp_path / "fr", "fr", Zubarolle="PER", Paris="LOC", Hier="MISC"),))
    assert list(heard) == ["fr"]
    assert list(heard["fr"]("Zubarolle est à Paris.")) == [Span(0, 9, "person"), Span(16, 21, "place")]


@with_spacy
def test_two_models_of_one_language_are_refused_and_so_is_a_language_of_others(tmp_path: Path):
    one, other = (model(tmp_path / name, "fr") for name in ("one", "other"))
    with pytest.raises(ModelError, match="is of the language fr"):
        voices((one, other))
    with pytest.raises(ModelError, match="is of the language de"):
        voices((model(tmp_path / "german", "de"),))


@with_spacy
def test_a_text_longer_than_a_model_takes_is_heard_in_parts(tmp_path: Path):
    made = blank("fr")
    made.max_length = 20
    made.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zubarolle"}])
    made.to_disk(tmp_path / "short")
    found = voices((str(tmp_path / "short"),))["fr"]("Zubarolle parle ici. Zubarolle parle.")
    assert [span.start for span in found] in ([0, 21], [0])  # a folder does not keep the limit in every version


@with_spacy
def test_builds_obey_a_model_and_updates_remember_it(tmp_path: Path):
    used = model(tmp_path / "model", "fr", Quorvex="LOC")
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"id": "1", "lang": "fr", "title": "Hier", "text": TEXT}) + "\n", "utf-8")
    home = tmp_path / "index"

    def places() -> list[str]:
        return [value.value for value in searching(home)(facets="place").facets["place"]]

    build([str(file)], home, workers=1, models=[used])
    assert places() == ["~quorvex"]
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "2", "lang": "fr", "title": "Ce soir", "text": TEXT.replace("Tout", "Beaucoup")}) + "\n", "utf-8")
    update([str(more)], home, workers=1)
    assert places() == ["~quorvex"]
    update([str(more)], home, workers=1, models=["none"])
    assert places() == []


@with_spacy
def test_the_names_of_a_file_are_told_with_a_model(tmp_path: Path):
    file = tmp_path / "article.txt"
    file.write_text(f"{TEXT} Le journal l'écrit aussi dans son article de ce matin.", "utf-8")
    told = lunette("entities", file, "--spacy", model(tmp_path / "model", "fr", Quorvex="LOC"))
    assert told.returncode == 0, told.stderr
    assert "place      ~quorvex" in told.stdout
    refused = lunette("entities", file, "--spacy", tmp_path / "nothing")
    assert refused.returncode == 1
    assert "cannot be loaded" in refused.stderr
