"""Whoosh's own tests with the codec of arrays; see upstream.py."""

import re

import pytest
from conftest import STOCK
from upstream import CODECS, EXCEPTIONS, Outcome, Unavailable, exceptions, faults, fetch, run


@pytest.mark.skipif(not STOCK, reason="the tests are those of Whoosh 2.7.4")
def test_whooshs_own_tests_pass_with_our_codec():
    try:
        folder = fetch()
    except Unavailable as error:
        pytest.skip(str(error))
    outcome = run(folder, "arrays")
    unexpected = list(faults(folder, outcome, "arrays"))
    assert not unexpected, f"run python tests/upstream.py for the tracebacks of {unexpected}"
    assert outcome.tests > 500, "most of the tests did not run"


def test_every_exception_has_a_test_a_codec_and_a_reason():
    lines = [line for line in EXCEPTIONS.read_text("utf-8").splitlines() if not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(rf"tests/test_\w+\.py::\w+\t(any|{'|'.join(CODECS)})\t\S.+", line), f"a line that cannot be read: {line}"
    assert len({line.split("\t")[0] for line in lines}) == len(lines)


def test_an_exception_that_passes_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    listed = tmp_path_factory.mktemp("upstream") / "exceptions.txt"
    listed.write_text("# comment\ntests/test_a.py::test_b\tarrays\tbecause\ntests/test_a.py::test_c\tany\tbecause\n", "utf-8")
    monkeypatch.setattr("upstream.EXCEPTIONS", listed)
    assert exceptions("whoosh").keys() == {"tests/test_a.py::test_c"}
    outcome = Outcome(3, {"tests/test_a.py::test_c": "E   assert False"}, "")
    assert list(faults(listed.parent, outcome, "arrays")) == ["tests/test_a.py::test_b passes; remove it from exceptions.txt"]
    assert list(faults(listed.parent, outcome, "whoosh")) == []
