"""How the cost of a page grows with the number of articles, drawn as an SVG by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 80, 150, 60, 70
COLOURS = ("#1f5fa8", "#7fb0de", "#b3431e", "#e0a080")
"""One a line, in their order."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis: values from `low` to `high`, both powers of ten, on pixels from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> "Scale":
        """From the power of ten below the least to the one above the greatest."""
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(10.0**low, 10.0 ** max(high, low + 1), begin, end)

    def at(self, value: float) -> float:
        """Where a value stands, in pixels."""
        return self.begin + (self.end - self.begin) * log10(value / self.low) / log10(self.high / self.low)

    def ticks(self) -> Iterator[tuple[float, bool]]:
        """Every 1, 2 and 5 times a power of ten, and whether it is that power."""
        power = self.low
        while power <= self.high:
            for times in (1, 2, 5):
                if power * times <= self.high:
                    yield power * times, times == 1
            power *= 10


def drawn(title: str, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """A chart of milliseconds against articles, both logarithmic; `lines` maps a name to a value for each of `sizes`."""
    across = Scale.over(sizes, LEFT, WIDTH - RIGHT)
    up = Scale.over([value for values in lines.values() for value in values], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="30" font-size="17" fill="#222222">{escape(title)}</text>',
        *_axes(across, up),
        *_lines(across, up, sizes, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(across: Scale, up: Scale) -> Iterator[str]:
    for value, main in across.ticks():
        x, stroke = across.at(value), "#d0d0d0" if main else "#eeeeee"
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="{stroke}"/>'
        if main:
            yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#444444">{value:,.0f}</text>'
    for value, main in up.ticks():
        y, stroke = up.at(value), "#d0d0d0" if main else "#eeeeee"
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{stroke}"/>'
        if main:
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{value:g}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 25}" text-anchor="middle" fill="#222222">articles</text>'
    half = (TOP + HEIGHT - BOTTOM) / 2
    yield f'<text transform="translate(24 {half}) rotate(-90)" text-anchor="middle" fill="#222222">CPU milliseconds a question</text>'


def _lines(across: Scale, up: Scale, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> Iterator[str]:
    ends = sorted((up.at(values[-1]), name) for name, values in lines.items())
    lowest = 0.0
    labelled = {}
    for y, name in ends:
        # Names of lines that end at one height would stand on each other.
        lowest = max(y, lowest + 16)
        labelled[name] = lowest
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
        points = [(across.at(size), up.at(value)) for size, value in zip(sizes, values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
        end = points[-1][0] + 10
        yield f'<text x="{end:.1f}" y="{labelled[name] + 4:.1f}" fill="{colour}">{escape(name)} {values[-1]:.2g} ms</text>'
