"""Answers that a client may keep as long as the index is the same, and asks about again with the tag that they bear."""

import hashlib
from collections.abc import Callable

from flask import Response, request

from service.openapi import VERSION
from service.running import catalogue
from service.search.generation import Generation


def revalidated(address: str, lang: str, answer: Callable[[Generation], Response]) -> Response:
    """The answer, or only the word that the client's copy is still good: one generation answers one address always the same.

    But for the time it took, which is why the tag is a weak one. A star, which stands for any copy at all, says nothing about an answer
    that may be an error, so it is passed over.
    """
    generation = catalogue().generation()
    whole = (VERSION, generation.manifest.generation, lang, address)
    tag = hashlib.sha256(repr(whole).encode()).hexdigest()[:32]
    held = request.if_none_match
    response = Response(status=304) if not held.star_tag and held.contains_weak(tag) else answer(generation)
    response.set_etag(tag, weak=True)
    response.vary.add("Accept-Language")
    return response
