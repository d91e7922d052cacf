"""What the API says, as JSON Schema."""

from typing import Any, get_args

from indexer.document import ENTITY_TYPES, LANGUAGES
from indexer.schema import FACETS
from service.search.explanation import How


def record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 — JSON Schema is what it is
    """An object with these properties and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def also(schema: dict[str, Any], **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object with more properties, which are there only if they were asked for."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def array(items: dict[str, Any]) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": items}


def answer(schema: dict[str, Any], description: str) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def ref(name: str) -> dict[str, str]:
    """One of the schemas that have a name."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_UNDONE = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Values of the parameter without that take this back: one for each alternative, or one for all.",
}
COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "number"}
_FIGURE = {"type": ["number", "null"]}
_PLACE = {"type": ["integer", "null"], "minimum": 1}
_LANG = {"enum": ["fr", "en", "und"]}
_MARKED = {"type": "string", "description": "Escaped HTML in which only <mark> is markup."}
_ENTITY = record(id=TEXT, type={"enum": list(ENTITY_TYPES)}, label=TEXT)
_DATE = {"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "description": "At the precision that is known."}
_RELATIVES = {
    "twins": array(record(id=TEXT, lang=_LANG, title=TEXT)) | {"description": "Its translations, the best copy first; ten at most."},
    "twins_total": COUNT | {"description": "How many translations there are, listed or not."},
    "copies": array(record(id=TEXT, title=TEXT, source=_MAYBE, date=_DATE))
    | {"description": "Articles in its own language that tell the same, the best copy first; ten at most."},
    "copies_total": COUNT | {"description": "How many copies there are, listed or not."},
}
_KNOWN = {"id": TEXT, "type": {"enum": list(ENTITY_TYPES)}, "labels": record(fr=TEXT, en=TEXT), "articles": COUNT}
_EXTRA = {"type": "object", "description": "Whatever else the document came with."}

SCHEMAS: dict[str, Any] = {
    "SearchPage": also(
        record(
            query=also(
                record(
                    q=TEXT,
                    read_as=TEXT,
                    lang={"enum": ["fr", "en", None]},
                    match={"enum": ["all", "any"]},
                    relaxed={"type": "boolean", "description": "Whether too few articles had all words, so that these have some."},
                    dropped=array(TEXT),
                    did_you_mean=_MAYBE,
                    expanded=array(
                        record(
                            **{"term": TEXT, "with": array(TEXT), "why": {"enum": ["variant", "alias", "translation"]}, "without": _UNDONE}
                        )
                    ),
                    problems=array(record(at=COUNT, message=TEXT)),
                ),
                reranked=COUNT
                | {"description": "How many of the first hits were ranked by what they are about, too, where that is set up."},
            ),
            total=COUNT,
            took_ms={"type": "number"},
            page={"type": "integer", "minimum": 1},
            per_page={"type": "integer", "minimum": 1},
            hits=array(ref("Hit")),
            facets={
                "type": "object",
                "propertyNames": {"enum": list(FACETS)},
                "additionalProperties": array(ref("FacetValue")),
            },
            links=record(self=TEXT, next=_MAYBE, prev=_MAYBE),
            index=record(generation=TEXT, documents=COUNT),
        ),
        why_not=ref("Absence"),
    ),
    "FacetValue": record(value=TEXT, label=TEXT, count=COUNT, selected={"type": "boolean"}, url=TEXT),
    "FacetPage": record(
        facet={"enum": list(FACETS)},
        contains=TEXT,
        values=array(ref("FacetValue")),
        total=COUNT | {"description": "How many values there are, listed or not."},
        index=record(generation=TEXT, documents=COUNT),
    ),
    "Known": record(**_KNOWN),
    "EntityList": record(
        q=TEXT,
        total=COUNT,
        page={"type": "integer", "minimum": 1},
        entities=array(ref("Known")),
        index=record(generation=TEXT, documents=COUNT),
    ),
    "Profile": record(
        **_KNOWN,
        spellings=array(record(text=TEXT, count=COUNT)) | {"description": "How articles write it, and how often."},
        others=array(TEXT) | {"description": "Spellings that are known and that no article uses."},
        timeline=array(record(**{"from": TEXT, "to": TEXT, "fr": COUNT, "en": COUNT, "other": COUNT})),
        together={
            "type": "object",
            "propertyNames": {"enum": list(ENTITY_TYPES)},
            "additionalProperties": array(record(id=TEXT, label=TEXT, articles=COUNT)),
            "description": "Who is named in the same articles.",
        },
        latest=array(ref("Hit")),
        index=record(generation=TEXT, documents=COUNT),
    ),
    "Hit": also(
        record(
            id=TEXT,
            rank={"type": "integer", "minimum": 1},
            score={"type": "number"},
            lang=_LANG,
            title=TEXT,
            date=_DATE,
            source=_MAYBE,
            url=_MAYBE,
            entities=array(_ENTITY),
            **_RELATIVES,
            more=COUNT | {"description": "How many other articles that were found are folded into this one; 0 unless twins=collapse."},
            highlights=record(title=array(_MARKED), body=array(_MARKED)),
            extra=_EXTRA,
        ),
        explanation=ref("Explanation"),
    ),
    "Explanation": record(
        score=_NUMBER | {"description": "The score of the article, not rounded."},
        parts=array(
            record(
                words=array(TEXT) | {"description": "Pieces of the query that this answers; none for what answers no single one."},
                how={
                    "enum": list(get_args(How)),
                    "description": "As another form of the word, as typed, as what it means in the other language, side by side with "
                    "others, close to them, by a pattern, as a name in any spelling, as a condition, as any article at all, by words that "
                    "the best answers have in common, or by what the whole article is about; these two may take away.",
                },
                field=_MAYBE,
                lang={"enum": ["fr", "en", None]},
                term=TEXT | {"description": "As the index has it: folded, and without its ending where `how` is `stem`."},
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
    "Absence": record(
        id=TEXT,
        title=_MAYBE | {"description": "Null where the index has no article with this id."},
        rank=_PLACE | {"description": "Where it stands in the answer, from 1 over all pages; null where it does not."},
        page=_PLACE,
        lacks=array(TEXT) | {"description": "Pieces of the query that it does not have."},
        has=array(TEXT) | {"description": "Pieces of the query with a minus that it has."},
        filtered=array(record(parameter=TEXT, values=array(TEXT))) | {"description": "Filters that it does not pass."},
        behind=_MAYBE | {"description": "The id of the article of the same story that stands for it, where stories are collapsed."},
        explanation={"anyOf": [ref("Explanation"), {"type": "null"}]},
    ),
    "Article": record(
        id=TEXT,
        lang=_LANG,
        title=TEXT,
        date=_DATE,
        source=_MAYBE,
        url=_MAYBE,
        author=_MAYBE,
        text=TEXT,
        entities=array(_ENTITY),
        **_RELATIVES,
        extra=_EXTRA,
    ),
    "Suggestions": record(
        q=TEXT,
        suggestions=array(
            record(
                kind={"enum": ["name", "query", "word", "title"]},
                text=TEXT | {"description": "The query that it stands for, or the title."},
                id=_MAYBE | {"description": "Of the entity or the article."},
                type={"enum": [*ENTITY_TYPES, None]},
                labels={"anyOf": [record(fr=TEXT, en=TEXT), {"type": "null"}]},
                lang={"enum": ["fr", "en", "und", None]},
                count={"type": ["integer", "null"], "minimum": 0},
            )
        ),
    ),
    "Analysis": record(
        text=TEXT,
        lang={"enum": list(LANGUAGES)},
        tokens=array(
            record(
                position=COUNT | {"description": "Its place among the words, by which phrases are found."},
                start=COUNT | {"description": "Characters of `text` before it."},
                end=COUNT,
                text=TEXT,
                surfaces=array(TEXT) | {"description": "By which it is found where no ending may differ."},
                terms=array(TEXT) | {"description": "By which it is found otherwise; none of a stop word."},
            )
        ),
    ),
    "Similar": record(id=TEXT, hits=array(ref("Hit")), index=record(generation=TEXT, documents=COUNT)),
    "Completions": array({"anyOf": [TEXT, array(TEXT)]})
    | {"description": "The query, what it may become, and what to say beside each, as OpenSearch has it.", "minItems": 3, "maxItems": 3},
    "Feed": also(
        record(
            version={"const": "https://jsonfeed.org/version/1.1"},
            title=TEXT,
            home_page_url=TEXT,
            feed_url=TEXT,
            language=TEXT,
            _opensearch=record(totalResults=COUNT, startIndex=COUNT, itemsPerPage=COUNT, searchTerms=TEXT),
            items=array(
                also(
                    record(id=TEXT, url=TEXT, title=TEXT, content_html=TEXT, tags=array(TEXT)),
                    external_url=TEXT,
                    date_published=TEXT,
                    authors=array(record(name=TEXT)),
                    language=TEXT,
                )
            ),
        ),
        next_url=TEXT,
    ),
    "News": record(
        name=TEXT | {"description": "Of the saved search."},
        search=TEXT | {"description": "The address of its page of results."},
        new=array(ref("Told")) | {"description": "The articles that are new."},
    ),
    "Problem": also(
        record(
            type=TEXT,
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            errors=array(record(parameter=TEXT, message=TEXT)),
        ),
        retry_after=COUNT | {"description": "Seconds after which to ask again, as in the header Retry-After."},
    ),
}

_NEW = also(SCHEMAS["Hit"], page=TEXT | {"description": "The address of its page."})
SCHEMAS["Told"] = _NEW | {"required": [*_NEW["required"], "page"]}
