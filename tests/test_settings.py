"""What can be set, and how what cannot is refused."""

from dataclasses import fields
from pathlib import Path

import pytest
from conftest import lunette

from indexer.errors import SettingsError
from service.settings import SETTINGS, Settings, from_environment


def test_every_setting_has_a_variable_and_a_sentence_about_it() -> None:
    assert list(SETTINGS) == [field.name for field in fields(Settings)]
    assert all(setting.about.endswith(".") for setting in SETTINGS.values())


def test_without_variables_the_defaults_hold() -> None:
    assert from_environment({"PATH": "/bin", "LUNETTE": "no setting of ours"}) == Settings()


def test_every_default_can_be_written_as_a_variable() -> None:
    usual = {name: getattr(Settings(), name) for name in SETTINGS}
    written = {f"LUNETTE_{name.upper()}": " ".join(value) if isinstance(value, tuple) else str(value) for name, value in usual.items()}
    assert from_environment(written) == Settings()


def test_every_setting_can_be_changed(tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_text("# of this month\n\nstation lunaire\n élections \n", "utf-8")
    environment = {
        "LUNETTE_INDEX": "/srv/news",
        "LUNETTE_BIND": "[::]:80",
        "LUNETTE_WORKERS": "7",
        "LUNETTE_THREADS": "1",
        "LUNETTE_QUERY_SECONDS": "2.5",
        "LUNETTE_SHARE": "3",
        "LUNETTE_PROXIES": "2",
        "LUNETTE_KERNELS": "numpy",
        "LUNETTE_ORIGINS": "https://a.example http://b.example:8080",
        "LUNETTE_QUERIES": str(tmp_path / "queries.txt"),
        "LUNETTE_DENSE": "1",
    }
    assert from_environment(environment) == Settings(
        Path("/srv/news"),
        "[::]:80",
        7,
        1,
        2.5,
        3,
        2,
        "numpy",
        ("https://a.example", "http://b.example:8080"),
        ("station lunaire", "élections"),
        dense=True,
    )
    assert len(environment) == len(SETTINGS), "a setting is missing here"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert from_environment({f"LUNETTE_{name.upper()}": "" for name in SETTINGS}) == Settings()


@pytest.mark.parametrize("variable", ["LUNETTE_WORKER", "LUNETTE_", "LUNETTE_workers", "LUNETTE_SERVICE", "LUNETTE_PORTS"])
@pytest.mark.parametrize("value", ["", "4"])
def test_an_unknown_variable_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} is not a setting; there are LUNETTE_INDEX, LUNETTE_BIND"):
        from_environment({variable: value})


def test_what_an_orchestrator_says_of_a_service_named_lunette_is_no_setting() -> None:
    told = {
        "LUNETTE_SERVICE_HOST": "10.0.0.7",
        "LUNETTE_SERVICE_PORT": "8000",
        "LUNETTE_SERVICE_PORT_HTTP": "8000",
        "LUNETTE_PORT": "tcp://10.0.0.7:8000",
        "LUNETTE_PORT_8000_TCP": "tcp://10.0.0.7:8000",
        "LUNETTE_PORT_8000_TCP_ADDR": "10.0.0.7",
    }
    assert from_environment({**told, "LUNETTE_WORKERS": "3"}) == Settings(workers=3)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LUNETTE_WORKERS", "0"),
        ("LUNETTE_WORKERS", "-1"),
        ("LUNETTE_WORKERS", "two"),
        ("LUNETTE_WORKERS", "1e3"),
        ("LUNETTE_WORKERS", "9" * 5000),
        ("LUNETTE_THREADS", "1001"),
        ("LUNETTE_QUERY_SECONDS", "0"),
        ("LUNETTE_QUERY_SECONDS", "nan"),
        ("LUNETTE_QUERY_SECONDS", "inf"),
        ("LUNETTE_QUERY_SECONDS", "ten"),
        ("LUNETTE_BIND", "8000"),
        ("LUNETTE_BIND", "localhost"),
        ("LUNETTE_BIND", "127.0.0.1:99999"),
        ("LUNETTE_BIND", "127.0.0.1:http"),
        ("LUNETTE_BIND", "a b:80"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} must be ") as refused:
        from_environment({variable: value})
    assert f"not “{value}”" in str(refused.value)


@pytest.mark.parametrize("address", ["0.0.0.0:80", "localhost:0", ":8000", "[::1]:8000", "unix:/run/lunette.sock"])
def test_any_address_that_can_be_listened_on_can_be_set(address: str) -> None:
    assert from_environment({"LUNETTE_BIND": address}).bind == address


def test_the_command_stops_at_a_wrong_setting_with_one_sentence() -> None:
    told = lunette("stats", LUNETTE_WORKERS="many")
    assert told.returncode == 1
    assert told.stderr == "lunette: LUNETTE_WORKERS must be a whole number from 1 to 1000, not “many”\n"
    assert not told.stdout


def test_the_command_takes_the_index_from_the_environment(seeds_index: Path) -> None:
    told = lunette("search", "Rogozine", LUNETTE_INDEX=str(seeds_index))
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("3 articles")
