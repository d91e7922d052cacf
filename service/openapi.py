"""The API as OpenAPI 3.1, made from the same table that reads the arguments, so that it cannot say anything else."""

from importlib.metadata import version
from typing import Any

from indexer.schema import FACETS
from service import analysis
from service.citations import FORMS
from service.schemas import COUNT, SCHEMAS, TEXT, answer, record, ref
from service.search import profiles, similar, suggest
from service.search.arguments import Arguments
from service.search.explanation import EXPLAINED
from service.search.facets import FACET_ARGUMENTS
from service.search.request import PARAMETERS

VERSION = version("lunette-search")


_PROBLEM = {"content": {"application/problem+json": {"schema": ref("Problem")}}}
_REFUSED = _PROBLEM | {"description": "An argument cannot be used; `errors` names each."}
_MISSING = _PROBLEM | {"description": "There is no such document."}
_UNAVAILABLE = _PROBLEM | {
    "description": "There is no index yet, the query took too long, which `errors` then says of q, or the service itself failed."
}
_LIMITED = _PROBLEM | {
    "description": "This client has too much under way while others ask too.",
    "headers": {"Retry-After": {"description": "Seconds after which to ask again.", "schema": COUNT}},
}
_SAME = {"description": "What the client holds under this ETag is still the answer."}
_OTHERWISE = _PROBLEM | {"description": "Anything else that is wrong with the request."}


_ID = {"name": "id", "in": "path", "required": True, "schema": TEXT, "description": "It may hold slashes."}


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
        "200": answer(schema, description),
        "304": _SAME,
        "400": _REFUSED,
        **({"404": _MISSING} if missing else {}),
        "429": _LIMITED,
        "503": _UNAVAILABLE,
        "default": _OTHERWISE,
    }


_SUGGESTED = {
    "description": "Suggestions, names first and the likeliest of each kind before others; with format=opensearch as browsers take them.",
    "content": {
        "application/json": {"schema": ref("Suggestions")},
        "application/x-suggestions+json": {"schema": ref("Completions")},
    },
}


def _text(mimetype: str, description: str) -> dict[str, Any]:
    """An answer that is no JSON."""
    return {"description": description, "content": {mimetype: {"schema": TEXT}}}


def _whole(mimetype: str, description: str) -> dict[str, Any]:
    """A table: the whole answer to a search."""
    header = {"X-Total-Count": {"description": "How many articles there are, listed or not.", "schema": COUNT}}
    return {
        "200": {**_text(mimetype, description), "headers": header},
        "400": _REFUSED,
        "429": _LIMITED,
        "503": _UNAVAILABLE,
        "default": _OTHERWISE,
    }


_UI = {
    "name": "ui",
    "in": "query",
    "required": False,
    "description": "The language of labels, where Accept-Language is not what counts.",
    "schema": {"enum": ["fr", "en"]},
}
_FEED = {"304": _SAME, "400": _REFUSED, "429": _LIMITED, "503": _UNAVAILABLE, "default": _OTHERWISE}

_FEEDS: dict[str, Any] = {
    "/search.atom": {
        "get": {
            "operationId": "atom",
            "summary": "A search as an Atom feed, the newest first and 20 to a page unless the address says otherwise.",
            "parameters": [*_PARAMETERS, _UI],
            "responses": {"200": _text("application/atom+xml", "The feed; links lead to the pages before and after."), **_FEED},
        }
    },
    "/search.json": {
        "get": {
            "operationId": "jsonFeed",
            "summary": "The same as a JSON Feed 1.1.",
            "parameters": [*_PARAMETERS, _UI],
            "responses": {
                "200": {"description": "The feed.", "content": {"application/feed+json": {"schema": ref("Feed")}}},
                **_FEED,
            },
        }
    },
    "/search.csv": {
        "get": {
            "operationId": "table",
            "summary": "The whole answer to a search, up to 10,000 articles, for a spreadsheet.",
            "parameters": [*_PARAMETERS, _UI],
            "responses": _whole("text/csv", "A row an article, columns named in the first."),
        }
    },
    "/search.ndjson": {
        "get": {
            "operationId": "lines",
            "summary": "The whole answer to a search, up to 10,000 articles, for a program.",
            "parameters": [*_PARAMETERS, _UI],
            "responses": _whole("application/x-ndjson", "A line an article, each as Hit has it."),
        }
    },
    "/cite/{id}": {
        "get": {
            "operationId": "cite",
            "summary": "One article as it is cited.",
            "parameters": [
                _ID,
                {"name": "as", "in": "query", "required": False, "description": "In which form.", "schema": {"enum": list(FORMS)}},
                _UI,
            ],
            "responses": {
                "200": {
                    "description": "The citation, which names the generation of the index.",
                    "content": {form.mimetype: {"schema": TEXT} for form in FORMS.values()},
                },
                "404": {"description": "There is no such article or form; a page says so.", "content": {"text/html": {"schema": TEXT}}},
                "503": {"description": "There is no index; a page says so.", "content": {"text/html": {"schema": TEXT}}},
            },
        }
    },
    "/opensearch.xml": {
        "get": {
            "operationId": "opensearch",
            "summary": "This service for browsers that offer search engines, suggestions included.",
            "parameters": [_UI],
            "responses": {"200": _text("application/opensearchdescription+xml", "OpenSearch 1.1.")},
        }
    },
    "/widget.js": {
        "get": {
            "operationId": "widget",
            "summary": "The search box for other sites, a web component.",
            "responses": {"200": _text("text/javascript", "The script."), "304": _SAME},
        }
    },
    "/metrics": {
        "get": {
            "operationId": "metrics",
            "summary": "What the service has counted since it was started, for Prometheus.",
            "responses": {"200": _text("text/plain", "Requests by route and status, how long they took, and the published generation.")},
        }
    },
    "/robots.txt": {
        "get": {
            "operationId": "robots",
            "summary": "What crawlers may read.",
            "responses": {"200": _text("text/plain", "The pages, but neither the API nor whole answers.")},
        }
    },
}
"""What is no JSON of our own making: feeds, tables, and what browsers and crawlers ask for."""

_ALERT = {
    "post": {
        "operationId": "news",
        "summary": "What `lunette alerts` tells a program on this machine: which articles of a saved search are new.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref("News")}}},
        "responses": {"2XX": {"description": "They arrived. After anything else they are told again the next time."}},
    }
}

PAGES = {
    "/": "What the index holds.",
    "/search": "One page of an answer; takes what `/api/search` takes, and ignores what it cannot use.",
    "/facet/{name}": "Every value of one facet of a search.",
    "/document/{id}": "One article, beside its translation if the address says `beside=`.",
    "/entity/{id}": "One person, organisation, place or programme.",
    "/why/{id}": "Why an article is, or is not, among the results of a search.",
    "/why": "From an article's address or id, as `article=`, to that page.",
    "/help": "What may be typed.",
    "/widget": "The search box for other sites, to try and to copy.",
    "/static/{filename}": "What pages load.",
}
"""Addresses for readers; `ui=fr` or `ui=en` chooses their language."""

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
                    "200": answer(ref("SearchPage"), "A page of the answer."),
                    "304": _SAME,
                    "400": _REFUSED,
                    "429": _LIMITED,
                    "503": _UNAVAILABLE,
                    "default": _OTHERWISE,
                },
            }
        },
        "/api/suggest": {
            "get": {
                "operationId": "suggest",
                "summary": "What a query that is being typed may become: names, frequent queries, words and titles of either language.",
                "parameters": _arguments(suggest.ASKED),
                "responses": _answers(TEXT, "") | {"200": _SUGGESTED},
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
                "responses": _answers(ref("FacetPage"), "Its values, the most frequent first, with exact counts.", missing=True),
            }
        },
        "/api/entities": {
            "get": {
                "operationId": "entities",
                "summary": "The entities that articles name, those of most articles first.",
                "parameters": _arguments(profiles.ASKED),
                "responses": _answers(ref("EntityList"), "A page of entities."),
            }
        },
        "/api/entities/{id}": {
            "get": {
                "operationId": "entity",
                "summary": "What is known of one entity: spellings, when and beside whom it is named, its newest articles.",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT, "description": "Its id."}],
                "responses": _answers(ref("Profile"), "The entity.", missing=True),
            }
        },
        "/api/documents/{id}": {
            "get": {
                "operationId": "document",
                "summary": "One article with its whole text.",
                "parameters": [_ID],
                "responses": {
                    "200": answer(ref("Article"), "The article."),
                    "304": _SAME,
                    "400": _REFUSED,
                    "404": _MISSING,
                    "429": _LIMITED,
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
                    _ID,
                    *_arguments(similar.ASKED),
                ],
                "responses": _answers(ref("Similar"), "Articles, the likest first; none of its copies and translations.", missing=True),
            }
        },
        "/api/analyze": {
            "get": {
                "operationId": "analyze",
                "summary": "The terms that a text becomes, by which it is found; needs no index.",
                "parameters": _arguments(analysis.ASKED),
                "responses": {
                    "200": answer(ref("Analysis"), "Its words in order, with the terms of each."),
                    "400": _REFUSED,
                    "429": _LIMITED,
                    "default": _OTHERWISE,
                },
            }
        },
        "/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This description.",
                "responses": {"200": answer({"type": "object"}, "OpenAPI 3.1.")},
            }
        },
        "/healthz": {
            "get": {
                "operationId": "health",
                "summary": "Whether the process answers.",
                "responses": {"200": answer(record(status={"const": "ok"}), "It does.")},
            }
        },
        "/readyz": {
            "get": {
                "operationId": "readiness",
                "summary": "Whether there is an index to search.",
                "responses": {
                    "200": answer(record(status={"const": "ready"}, generation=TEXT, documents=COUNT), "There is."),
                    "503": answer(record(status={"const": "not ready"}, reason=TEXT), "There is none; `reason` says why."),
                },
            }
        },
        **_FEEDS,
    },
    "webhooks": {"alert": _ALERT},
    "components": {"schemas": SCHEMAS},
    "x-pages": PAGES,
}
