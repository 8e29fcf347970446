"""Text as people type it: full-width digits, 万 and 亿, stray spaces, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_SPACE_BETWEEN_HANZI = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<scale>亿|千万|百万|万|千|k)?(?P<unit>.*)",
    re.IGNORECASE,
)
_SCALES = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "k": 1e3, "": 1.0}
_LONGEST_FIGURE = 60


def normalize(text: str) -> str:
    """NFKC, no invisible characters, no spaces between Hanzi, ends trimmed.

    >>> normalize("　１２．５％ 的 返工​率 ")
    '12.5%的返工率'
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _SPACE_BETWEEN_HANZI.sub("", re.sub(r"[ \t]+", " ", plain)).strip()


def count_hanzi(text: str) -> int:
    """Number of Hanzi, the measure of length in this course."""
    return len(_HANZI.findall(text))


@dataclass(frozen=True)
class Figure:
    """A number as typed: ``value`` in base units (元, 1), ``bare`` before scaling."""

    value: float
    bare: float
    scaled: bool
    unit: str


def parse_figure(text: str | float) -> Figure | None:
    """Read a figure; ``None`` when it is not one.

    >>> parse_figure("459万").value
    4590000.0
    >>> parse_figure("０．０４５９亿").value == parse_figure("4,590,000元").value
    True
    >>> parse_figure("大约") is None
    True
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, (int, float)):
        return Figure(float(text), float(text), scaled=False, unit="") if abs(text) < 1e18 else None
    if len(text) > _LONGEST_FIGURE:
        return None
    plain = normalize(text).replace(" ", "").replace("，", ",").lstrip("约¥￥")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    bare = float(match["digits"].replace(",", ""))
    if match["sign"] in ("-", "−"):
        bare = -bare
    scale = match["scale"] or ""
    unit = match["unit"].strip("。.()")
    if len(unit) > 8 or re.search(r"\d", unit):
        return None
    return Figure(bare * _SCALES[scale.lower()], bare, bool(scale), unit)


_UNIT_SCALE = {"万元": 1e4, "亿元": 1e8, "万吨": 1e4, "千元": 1e3, "万": 1e4, "亿": 1e8}


def readings(figure: Figure, unit: str) -> tuple[float, ...]:
    """The values ``figure`` may mean in ``unit``, likeliest first.

    A bare 459 asked for in 万元 means 459; 4,590,000 typed without a unit means yuan.

    >>> readings(parse_figure("459万"), "万元"), readings(parse_figure("459"), "万元")[0]
    ((459.0,), 459.0)
    """
    scale = _UNIT_SCALE.get(unit, 1.0)
    if figure.scaled or (figure.unit and figure.unit != unit):
        if unit == "%" and figure.unit != "%":
            return (figure.value, figure.value * 100)
        return (figure.value / scale,)
    if unit == "%" and not figure.unit and 0 < abs(figure.bare) < 1:
        return (figure.bare, figure.bare * 100)
    return (figure.bare,) if scale == 1.0 else (figure.bare, figure.bare / scale)
