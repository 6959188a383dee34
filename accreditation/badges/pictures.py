"""The picture of a badge, drawn here: a shield in the council's colour with scheme and level.

A picture is copied, and only the badge's page can tell whether it holds; what we serve ourselves is
drawn grey and without the level once it does not.
"""

from functools import cache
from io import BytesIO
from textwrap import wrap
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 480, 560
Point = tuple[float, float]
#: The left half of a shield's edge, down from the top: lines and one curve of four points.
CORNERS: tuple[Point, ...] = ((240, 10), (40, 84), (40, 280))
CURVE: tuple[Point, ...] = ((40, 280), (40, 416), (132, 504), (240, 550))
INSET = 0.9


def _edge(scale: float) -> list[Point]:
    """Return the points of the shield's edge, drawn together towards its middle by ``scale``."""
    left = [*CORNERS, *(_on_curve(at / 24) for at in range(1, 25))]
    right = [(WIDTH - x, y) for x, y in reversed(left)]
    middle = (WIDTH / 2, HEIGHT / 2)
    return [
        (middle[0] + (x - middle[0]) * scale, middle[1] + (y - middle[1]) * scale)
        for x, y in (*left, *right)
    ]


def _on_curve(t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, CURVE, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, CURVE, strict=True))
    return x, y


def _lines(scheme: str, level: str, *, invented: bool) -> list[tuple[str, int, int]]:
    """Return each line of text, its height on the picture and its size."""
    word, _, more = level.partition(",")
    top = [(text, 150 + 32 * at, 27) for at, text in enumerate(wrap(scheme, 20)[:3])]
    middle = [
        (word.strip()[:14], 300, min(76, 560 // max(len(word), 1))),
        (more.strip()[:18], 366, 38),
    ]
    below = [("Invented example", 418, 22)] if invented else []
    return [line for line in (*top, *middle, *below) if line[0]]


@cache
def svg(scheme: str, level: str, colour: str, *, invented: bool) -> str:
    """Return the picture as SVG."""
    outer, inner = (" ".join(f"{x:.1f},{y:.1f}" for x, y in _edge(scale)) for scale in (1.0, INSET))
    texts = "".join(
        f'<text x="{WIDTH // 2}" y="{y}" font-size="{size}" font-weight="bold" '
        f'text-anchor="middle" dominant-baseline="central" fill="#ffffff" '
        f'font-family="Arial, Helvetica, sans-serif">{escape(text)}</text>'
        for text, y, size in _lines(scheme, level, invented=invented)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(f'{scheme}: {level}')}</title>"
        f'<polygon points="{outer}" fill="{colour}"/>'
        f'<polygon points="{inner}" fill="none" stroke="#ffffff" stroke-width="5"/>{texts}</svg>'
    )


@cache
def png(scheme: str, level: str, colour: str, *, invented: bool) -> bytes:
    """Return the picture as PNG, drawn at twice its size and made smaller."""
    from PIL import Image, ImageDraw, ImageFont  # the web starts without it

    drawn = Image.new("RGBA", (WIDTH * 2, HEIGHT * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    pen.polygon([(x * 2, y * 2) for x, y in _edge(1.0)], fill=colour)
    inner = [(x * 2, y * 2) for x, y in _edge(INSET)]
    pen.line([*inner, *inner[:2]], fill="#ffffff", width=10, joint="curve")
    for text, y, size in _lines(scheme, level, invented=invented):
        font = ImageFont.load_default(size * 2)
        pen.text((WIDTH, y * 2), text, fill="#ffffff", font=font, anchor="mm")
    out = BytesIO()
    drawn.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
