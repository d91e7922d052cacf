"""The arguments of what is no search: a schema says what each may be, and reading follows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.search.errors import BadRequest, Refusal
from service.search.request import printable, unknown


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, given once at most: what the documentation says of it, and its JSON Schema, an integer, choice or text.

    The schema's `default` is the value of one that is not given, without that an empty text.
    """

    about: str
    schema: Mapping[str, Any]
    required: bool = False

    def read(self, text: str) -> str | int:
        """The value in this text; raises ValueError with a sentence."""
        if choices := self.schema.get("enum"):
            if text not in choices:
                raise ValueError(f"must be one of {', '.join(choices)}, not “{text[:40]}”")
            return text
        if self.schema["type"] == "integer":
            least, most = self.schema["minimum"], self.schema["maximum"]
            # Python refuses to read a number of thousands of digits, with a sentence about itself.
            number = int(text) if text.isdecimal() and len(text) < 10 else least - 1
            if not least <= number <= most:
                raise ValueError(f"must be a whole number from {least} to {most}, not “{text[:40]}”")
            return number
        if len(text) > self.schema["maxLength"]:
            raise ValueError(f"must be at most {self.schema['maxLength']} characters, this one has {len(text)}")
        return text


@dataclass(frozen=True, slots=True)
class Arguments:
    """All arguments of one address, by name."""

    known: Mapping[str, Argument]

    def read(self, given: Iterable[tuple[str, str]], also: Iterable[str] = ()) -> dict[str, Any]:
        """A value for every argument; those named in `also` are known, but read by somebody else.

        Raises:
            BadRequest: one is unknown, missing, there twice, or cannot be used; each is named.
        """
        values: dict[str, list[str]] = {}
        for name, value in given:
            values.setdefault(name, []).append(printable(value))
        refusals = unknown(values, (*self.known, *also))
        found: dict[str, Any] = {}
        for name, argument in self.known.items():
            texts = values.get(name, [])
            if len(texts) > 1:
                refusals.append(Refusal(name, "may be given only once"))
            elif not texts and argument.required:
                refusals.append(Refusal(name, "must be given"))
            else:
                try:
                    found[name] = argument.read(texts[0].strip()) if texts and texts[0].strip() else argument.schema.get("default", "")
                except ValueError as error:
                    refusals.append(Refusal(name, str(error)))
        if refusals:
            raise BadRequest(*refusals)
        return found


def text(most: int) -> dict[str, Any]:
    """The schema of a text of so many characters at most."""
    return {"type": "string", "maxLength": most}


def whole(usual: int, most: int) -> dict[str, Any]:
    """The schema of a whole number from 1 to `most`."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": usual}


def choice(*choices: str) -> dict[str, Any]:
    """The schema of one of some words, the first of which is usual."""
    return {"type": "string", "enum": list(choices), "default": choices[0]}
