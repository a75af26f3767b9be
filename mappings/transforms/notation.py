"""Parses a transform as ``lines.tsv`` writes it: ``name`` or ``name:args``, from a closed list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from returnonce.errors import Refused
from returnonce.numbers import MICRO, parse_micro

TransformName = Literal[
    "copy",
    "part",
    "scale",
    "complement",
    "percent_change_from_baseline",
    "percent_reduction_from_baseline",
    "sum",
    "difference",
    "rank_band",
    "code_map",
]


@dataclass(frozen=True)
class Transform:
    """A parsed transform; only the fields of its own kind are filled."""

    name: TransformName
    text: str
    part: Literal["numerator", "denominator"] | None = None
    factor: Fraction | None = None
    baseline: str | None = None
    direction: Literal[1, -1] = 1
    others: tuple[str, ...] = ()
    bands: tuple[tuple[Fraction, Fraction], ...] = ()
    beyond: Fraction | None = None
    codes: tuple[tuple[Fraction, str], ...] = ()

    @property
    def words(self) -> dict[Fraction, str]:
        """The words that codes stand for, by code; those that are numbers themselves are no words."""
        return {code: text for code, text in self.codes if not _is_number(text)}


@lru_cache(maxsize=4096)
def parse_transform(text: str) -> Transform:
    """``"scale:10"`` to a :class:`Transform`.

    Raises:
        Refused: the name is not on the list, or its arguments are not what it takes.
    """
    name, _, args = text.strip().partition(":")
    reader = _READERS.get(name)
    try:
        if reader is None:
            raise ValueError(f"there is no transform {name!r}; there are {', '.join(_READERS)}")
        return replace(reader(args), text=text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise Refused(f"The transform {text!r} cannot be read: {error}.", mend="Write one from the list.") from error


def parse_fraction(text: str) -> Fraction:
    """An exact number of natural units; ValueError when it is not a plain decimal."""
    return Fraction(parse_micro(text), MICRO)


def _is_number(text: str) -> bool:
    try:
        parse_fraction(text)
    except ValueError:
        return False
    return True


def _refuse_arguments(args: str) -> None:
    if args:
        raise ValueError(f"it takes nothing after it, not {args!r}")


def _read_copy(args: str) -> Transform:
    _refuse_arguments(args)
    return Transform("copy", "")


def _read_complement(args: str) -> Transform:
    _refuse_arguments(args)
    return Transform("complement", "")


def _read_part(args: str) -> Transform:
    if args == "numerator":
        return Transform("part", "", part="numerator")
    if args == "denominator":
        return Transform("part", "", part="denominator")
    raise ValueError("a part is numerator or denominator")


def _read_scale(args: str) -> Transform:
    factor = parse_fraction(args)
    if factor <= 0:
        raise ValueError("a factor is more than zero")
    return Transform("scale", "", factor=factor)


def _read_change(args: str) -> Transform:
    if not args:
        raise ValueError("name the baseline period, as in percent_change_from_baseline:FY2007-08")
    return Transform("percent_change_from_baseline", "", baseline=args)


def _read_reduction(args: str) -> Transform:
    if not args:
        raise ValueError("name the baseline period, as in percent_reduction_from_baseline:FY2008-09")
    return Transform("percent_reduction_from_baseline", "", baseline=args, direction=-1)


def _codes(args: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in args.split(","))
    if not all(codes):
        raise ValueError("name the other indicators, parted by commas")
    return codes


def _read_sum(args: str) -> Transform:
    return Transform("sum", "", others=_codes(args))


def _read_difference(args: str) -> Transform:
    codes = _codes(args)
    if len(codes) != 1:
        raise ValueError("a difference takes one other indicator")
    return Transform("difference", "", others=codes)


def _read_bands(args: str) -> Transform:
    pairs = [pair.partition("=") for pair in args.replace("<=", "").split(",")]
    if not pairs[-1][0].strip() == "else" or len(pairs) < 2:
        raise ValueError("bands are written <=10=1,<=20=2,else=3")
    bands = tuple((parse_fraction(edge), parse_fraction(rank)) for edge, _, rank in pairs[:-1])
    if list(bands) != sorted(bands) or len({edge for edge, _ in bands}) != len(bands):
        raise ValueError("the bands' upper edges must rise")
    return Transform("rank_band", "", bands=bands, beyond=parse_fraction(pairs[-1][2]))


def _read_codes(args: str) -> Transform:
    pairs = [pair.partition("=") for pair in args.split(",")]
    codes = tuple((parse_fraction(code), text.strip()) for code, _, text in pairs)
    if not all(text for _, text in codes) or len({code for code, _ in codes}) != len(codes):
        raise ValueError("codes are written 1=yes,0=no, each once")
    return Transform("code_map", "", codes=codes)


_READERS: dict[str, Callable[[str], Transform]] = {
    "copy": _read_copy,
    "part": _read_part,
    "scale": _read_scale,
    "complement": _read_complement,
    "percent_change_from_baseline": _read_change,
    "percent_reduction_from_baseline": _read_reduction,
    "sum": _read_sum,
    "difference": _read_difference,
    "rank_band": _read_bands,
    "code_map": _read_codes,
}
