"""The API as OpenAPI 3.1, made from the same table that reads the arguments, so that it cannot say anything else."""

from importlib.metadata import version
from typing import Any, get_args

from indexer.document import ENTITY_TYPES
from indexer.schema import FACETS
from service.search import profiles, similar, suggest
from service.search.arguments import Arguments
from service.search.explanation import EXPLAINED, How
from service.search.facets import FACET_ARGUMENTS
from service.search.request import PARAMETERS

VERSION = version("lunette-search")


def _object(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 — JSON Schema is what it is
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _also(schema: dict[str, Any], **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object with more properties, which are there only if they were asked for."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _json(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_UNDONE = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Values of the parameter without that take this back: one for each alternative, or one for all.",
}
_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "number"}
_FIGURE = {"type": ["number", "null"]}
_PLACE = {"type": ["integer", "null"], "minimum": 1}
_LANG = {"enum": ["fr", "en", "und"]}
_MARKED = {"type": "string", "description": "Escaped HTML in which only <mark> is markup."}
_ENTITY = _object(id=_TEXT, type={"enum": list(ENTITY_TYPES)}, label=_TEXT)
_DATE = {"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "description": "At the precision that is known."}
_RELATIVES = {
    "twins": _array(_object(id=_TEXT, lang=_LANG, title=_TEXT)) | {"description": "Its translations, the best copy first; ten at most."},
    "twins_total": _COUNT | {"description": "How many translations there are, listed or not."},
    "copies": _array(_object(id=_TEXT, title=_TEXT, source=_MAYBE, date=_DATE))
    | {"description": "Articles in its own language that tell the same, the best copy first; ten at most."},
    "copies_total": _COUNT | {"description": "How many copies there are, listed or not."},
}
_KNOWN = {"id": _TEXT, "type": {"enum": list(ENTITY_TYPES)}, "labels": _object(fr=_TEXT, en=_TEXT), "articles": _COUNT}
_EXTRA = {"type": "object", "description": "Whatever else the document came with."}

SCHEMAS: dict[str, Any] = {
    "SearchPage": _also(
        _object(
            query=_object(
                q=_TEXT,
                read_as=_TEXT,
                lang={"enum": ["fr", "en", None]},
                match={"enum": ["all", "any"]},
                relaxed={"type": "boolean", "description": "Whether too few articles had all words, so that these have some."},
                dropped=_array(_TEXT),
                did_you_mean=_MAYBE,
                expanded=_array(
                    _object(
                        **{"term": _TEXT, "with": _array(_TEXT), "why": {"enum": ["variant", "alias", "translation"]}, "without": _UNDONE}
                    )
                ),
                problems=_array(_object(at=_COUNT, message=_TEXT)),
            ),
            total=_COUNT,
            took_ms={"type": "number"},
            page={"type": "integer", "minimum": 1},
            per_page={"type": "integer", "minimum": 1},
            hits=_array(_ref("Hit")),
            facets={
                "type": "object",
                "propertyNames": {"enum": list(FACETS)},
                "additionalProperties": _array(_ref("FacetValue")),
            },
            links=_object(self=_TEXT, next=_MAYBE, prev=_MAYBE),
            index=_object(generation=_TEXT, documents=_COUNT),
        ),
        why_not=_ref("Absence"),
    ),
    "FacetValue": _object(value=_TEXT, label=_TEXT, count=_COUNT, selected={"type": "boolean"}, url=_TEXT),
    "FacetPage": _object(
        facet={"enum": list(FACETS)},
        contains=_TEXT,
        values=_array(_ref("FacetValue")),
        total=_COUNT | {"description": "How many values there are, listed or not."},
        index=_object(generation=_TEXT, documents=_COUNT),
    ),
    "Known": _object(**_KNOWN),
    "EntityList": _object(
        q=_TEXT,
        total=_COUNT,
        page={"type": "integer", "minimum": 1},
        entities=_array(_ref("Known")),
        index=_object(generation=_TEXT, documents=_COUNT),
    ),
    "Profile": _object(
        **_KNOWN,
        spellings=_array(_object(text=_TEXT, count=_COUNT)) | {"description": "How articles write it, and how often."},
        others=_array(_TEXT) | {"description": "Spellings that are known and that no article uses."},
        timeline=_array(_object(**{"from": _TEXT, "to": _TEXT, "fr": _COUNT, "en": _COUNT, "other": _COUNT})),
        together={
            "type": "object",
            "propertyNames": {"enum": list(ENTITY_TYPES)},
            "additionalProperties": _array(_object(id=_TEXT, label=_TEXT, articles=_COUNT)),
            "description": "Who is named in the same articles.",
        },
        latest=_array(_ref("Hit")),
        index=_object(generation=_TEXT, documents=_COUNT),
    ),
    "Hit": _also(
        _object(
            id=_TEXT,
            rank={"type": "integer", "minimum": 1},
            score={"type": "number"},
            lang=_LANG,
            title=_TEXT,
            date=_DATE,
            source=_MAYBE,
            url=_MAYBE,
            entities=_array(_ENTITY),
            **_RELATIVES,
            more=_COUNT | {"description": "How many other articles that were found are folded into this one; 0 unless twins=collapse."},
            highlights=_object(title=_array(_MARKED), body=_array(_MARKED)),
            extra=_EXTRA,
        ),
        explanation=_ref("Explanation"),
    ),
    "Explanation": _object(
        score=_NUMBER | {"description": "The score of the article, not rounded."},
        parts=_array(
            _object(
                words=_array(_TEXT) | {"description": "Pieces of the query that this answers; none for what answers no single one."},
                how={
                    "enum": list(get_args(How)),
                    "description": "As another form of the word, as typed, as what it means in the other language, side by side with "
                    "others, close to them, by a pattern, as a name in any spelling, as a condition, as any article at all, or by words "
                    "that the best answers have in common.",
                },
                field=_MAYBE,
                lang={"enum": ["fr", "en", None]},
                term=_TEXT | {"description": "As the index has it: folded, and without its ending where `how` is `stem`."},
                score=_NUMBER | {"description": "Its part of the score."},
                frequency=_FIGURE | {"description": "How often the article has the term in the field."},
                length=_FIGURE | {"description": "How many words the article has there, as roughly as the index remembers it."},
                average=_FIGURE | {"description": "The average of that."},
                documents={"type": ["integer", "null"], "description": "How many articles have the term there."},
                idf=_FIGURE | {"description": "How rare the word is, over both languages: ln(1 + (N - n + .5) / (n + .5))."},
                weight=_FIGURE | {"description": "What the field, the form and the likelihood of a meaning multiply."},
            )
        )
        | {"description": "They add up to the score; the largest comes first."},
    ),
    "Absence": _object(
        id=_TEXT,
        title=_MAYBE | {"description": "Null where the index has no article with this id."},
        rank=_PLACE | {"description": "Where it stands in the answer, from 1 over all pages; null where it does not."},
        page=_PLACE,
        lacks=_array(_TEXT) | {"description": "Pieces of the query that it does not have."},
        has=_array(_TEXT) | {"description": "Pieces of the query with a minus that it has."},
        filtered=_array(_object(parameter=_TEXT, values=_array(_TEXT))) | {"description": "Filters that it does not pass."},
        behind=_MAYBE | {"description": "The id of the article of the same story that stands for it, where stories are collapsed."},
        explanation={"anyOf": [_ref("Explanation"), {"type": "null"}]},
    ),
    "Article": _object(
        id=_TEXT,
        lang=_LANG,
        title=_TEXT,
        date=_DATE,
        source=_MAYBE,
        url=_MAYBE,
        author=_MAYBE,
        text=_TEXT,
        entities=_array(_ENTITY),
        **_RELATIVES,
        extra=_EXTRA,
    ),
    "Suggestions": _object(
        q=_TEXT,
        suggestions=_array(
            _object(
                kind={"enum": ["name", "word", "title"]},
                text=_TEXT | {"description": "The query that it stands for, or the title."},
                id=_MAYBE | {"description": "Of the entity or the article."},
                type={"enum": [*ENTITY_TYPES, None]},
                labels={"anyOf": [_object(fr=_TEXT, en=_TEXT), {"type": "null"}]},
                lang={"enum": ["fr", "en", "und", None]},
                count={"type": ["integer", "null"], "minimum": 0},
            )
        ),
    ),
    "Similar": _object(id=_TEXT, hits=_array(_ref("Hit")), index=_object(generation=_TEXT, documents=_COUNT)),
    "Problem": _also(
        _object(
            type=_TEXT,
            title=_TEXT,
            status={"type": "integer"},
            detail=_TEXT,
            errors=_array(_object(parameter=_TEXT, message=_TEXT)),
        ),
        retry_after=_COUNT | {"description": "Seconds after which to ask again, as in the header Retry-After."},
    ),
}

_PROBLEM = {"content": {"application/problem+json": {"schema": _ref("Problem")}}}
_REFUSED = _PROBLEM | {"description": "An argument cannot be used; `errors` names each."}
_MISSING = _PROBLEM | {"description": "There is no such document."}
_UNAVAILABLE = _PROBLEM | {
    "description": "There is no index yet, the query took too long, which `errors` then says of q, or the service itself failed."
}
_SAME = {"description": "What the client holds under this ETag is still the answer."}
_OTHERWISE = _PROBLEM | {"description": "Anything else that is wrong with the request."}


def _arguments(arguments: Arguments) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": each.required, "description": each.about, "schema": each.schema}
        for name, each in arguments.known.items()
    ]


_PARAMETERS = [
    {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.about,
        "schema": parameter.schema,
        **({"style": "form", "explode": True} if parameter.repeatable else {}),
    }
    for parameter in PARAMETERS.values()
]


def _answers(schema: dict[str, Any], description: str, *, missing: bool = False) -> dict[str, Any]:
    """What an address answers that reads the index."""
    return {
        "200": _json(schema, description),
        "304": _SAME,
        "400": _REFUSED,
        **({"404": _MISSING} if missing else {}),
        "503": _UNAVAILABLE,
        "default": _OTHERWISE,
    }


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Lunette",
        "version": VERSION,
        "description": "Full-text search over French and English news. Totals and facet counts are exact.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "paths": {
        "/api/search": {
            "get": {
                "operationId": "search",
                "summary": "Search the articles.",
                "parameters": [*_PARAMETERS, *_arguments(EXPLAINED)],
                "responses": {
                    "200": _json(_ref("SearchPage"), "A page of the answer."),
                    "304": _SAME,
                    "400": _REFUSED,
                    "503": _UNAVAILABLE,
                    "default": _OTHERWISE,
                },
            }
        },
        "/api/suggest": {
            "get": {
                "operationId": "suggest",
                "summary": "What a query that is being typed may become: names, words and titles of either language.",
                "parameters": _arguments(suggest.ASKED),
                "responses": _answers(_ref("Suggestions"), "Suggestions, names first and the likeliest of each kind before others."),
            }
        },
        "/api/facets/{name}": {
            "get": {
                "operationId": "facet",
                "summary": "The values of one facet of a search, those that bear some words.",
                "parameters": [
                    {"name": "name", "in": "path", "required": True, "schema": {"enum": list(FACETS)}, "description": "The facet."},
                    *_arguments(FACET_ARGUMENTS),
                    *_PARAMETERS,
                ],
                "responses": _answers(_ref("FacetPage"), "Its values, the most frequent first, with exact counts.", missing=True),
            }
        },
        "/api/entities": {
            "get": {
                "operationId": "entities",
                "summary": "The entities that articles name, those of most articles first.",
                "parameters": _arguments(profiles.ASKED),
                "responses": _answers(_ref("EntityList"), "A page of entities."),
            }
        },
        "/api/entities/{id}": {
            "get": {
                "operationId": "entity",
                "summary": "What is known of one entity: spellings, when and beside whom it is named, its newest articles.",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT, "description": "Its id."}],
                "responses": _answers(_ref("Profile"), "The entity.", missing=True),
            }
        },
        "/api/documents/{id}": {
            "get": {
                "operationId": "document",
                "summary": "One article with its whole text.",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT, "description": "It may hold slashes."}],
                "responses": {
                    "200": _json(_ref("Article"), "The article."),
                    "304": _SAME,
                    "400": _REFUSED,
                    "404": _MISSING,
                    "503": _UNAVAILABLE,
                    "default": _OTHERWISE,
                },
            }
        },
        "/api/documents/{id}/similar": {
            "get": {
                "operationId": "similar",
                "summary": "The articles most like one, by the rare words and the names that they share, which are marked.",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": _TEXT, "description": "It may hold slashes."},
                    *_arguments(similar.ASKED),
                ],
                "responses": _answers(_ref("Similar"), "Articles, the likest first; none of its copies and translations.", missing=True),
            }
        },
        "/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This description.",
                "responses": {"200": _json({"type": "object"}, "OpenAPI 3.1.")},
            }
        },
        "/healthz": {
            "get": {
                "operationId": "health",
                "summary": "Whether the process answers.",
                "responses": {"200": _json(_object(status={"const": "ok"}), "It does.")},
            }
        },
        "/readyz": {
            "get": {
                "operationId": "readiness",
                "summary": "Whether there is an index to search.",
                "responses": {
                    "200": _json(_object(status={"const": "ready"}, generation=_TEXT, documents=_COUNT), "There is."),
                    "503": _json(_object(status={"const": "not ready"}, reason=_TEXT), "There is none; `reason` says why."),
                },
            }
        },
    },
    "components": {"schemas": SCHEMAS},
}
