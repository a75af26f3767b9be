"""From a line's printed value back to the indicator's figure, or why it cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from mappings.transforms.figure_to_line import Operands, forward, rest, round_to
from mappings.transforms.notation import Transform
from returnonce.errors import Refused
from returnonce.numbers import MICRO, PLACES, format_shortest


def inverse(
    transform: Transform,
    given: Operands,
    *,
    per: int,
    decimals: int,
    text: str | None = None,
    whole: bool = True,
) -> Operands:
    """The canonical figure that a line's figure stands for.

    ``given`` holds what the row gave under the line's code (and ``baseline`` from the store, for a
    percentage change); ``text`` is the cell as typed, for a coded line; ``whole`` says that the
    indicator counts whole things. The answer's parts and value are the indicator's. Forward of the
    answer prints the given value again.

    Raises:
        Refused: the transform has no inverse, or not with what was given; says what to give instead.
    """
    undo = _INVERSE.get(transform.name)
    if undo is None:
        raise Refused(
            f"A line computed as {transform.text} cannot be turned back into the figures it was made from.",
            mend=f"Send the indicator itself{' and ' + ', '.join(transform.others) if transform.others else ''}.",
        )
    return undo(Asked(transform, per, decimals, text, whole), given)


def _given_parts(given: Operands) -> bool:
    return given.numerator is not None and given.denominator is not None


@dataclass(frozen=True)
class Asked:
    """How the row is to be read: the transform, the indicator's ``per``, the line's decimals, the cell as typed."""

    transform: Transform
    per: int
    decimals: int
    text: str | None
    whole: bool


def _same(_: Asked, given: Operands) -> Operands:
    return Operands(given.numerator, given.denominator, given.value)


def _unscale(by: Asked, given: Operands) -> Operands:
    if _given_parts(given):
        return _agreeing(by, Operands(given.numerator, given.denominator), given)
    if given.value is None or by.transform.factor is None:
        return Operands(given.numerator, given.denominator)
    return Operands(value=_representable(given.value / by.transform.factor, by.transform))


def _representable(value: Fraction, transform: Transform) -> Fraction:
    if (value * MICRO).denominator != 1:
        raise Refused(
            f"Turned back through {transform.text}, the value has more than {PLACES} decimal places.",
            mend="Send the numerator and the denominator instead.",
        )
    return value


def _agreeing(by: Asked, found: Operands, given: Operands) -> Operands:
    printed = forward(by.transform, found, per=by.per, decimals=by.decimals).value
    if given.value is None or printed is None or printed == round_to(given.value, by.decimals):
        return found
    raise Refused(
        f"The numerator and denominator make {format_shortest(printed)}, but the value given is "
        f"{format_shortest(round_to(given.value, PLACES))}.",
        mend="Correct one of them, or leave the value empty.",
    )


def _uncomplement(by: Asked, given: Operands) -> Operands:
    if _given_parts(given):
        return _agreeing(by, Operands(rest(given), given.denominator), given)
    return Operands(value=None if given.value is None else by.per - given.value)


def _unpart(by: Asked, given: Operands) -> Operands:
    own = given.numerator if by.transform.part == "numerator" else given.denominator
    other_name = "denominator" if by.transform.part == "numerator" else "numerator"
    other = given.denominator if by.transform.part == "numerator" else given.numerator
    if own is not None and given.value is not None and own != given.value:
        raise Refused(
            f"The value and the {by.transform.part} differ, and on this line they are the same thing.",
            mend=f"Give it once, as the value, and the {other_name} beside it.",
        )
    part = given.value if own is None else own
    if part is None or other is None:
        raise Refused(
            f"This line is only the {by.transform.part} of its indicator; one part alone is not a figure.",
            mend=f"Give the {other_name} in its column too, or send the indicator with both parts.",
        )
    return Operands(part, other) if by.transform.part == "numerator" else Operands(other, part)


def _unchange(by: Asked, given: Operands) -> Operands:
    if not by.whole:
        raise Refused(
            "The line is a percentage change of an amount that need not be whole, so many amounts would print alike.",
            mend="Send the amount itself.",
        )
    if given.value is None or given.baseline is None:
        what = "is no figure for" if given.value is not None else "is no value to set against"
        raise Refused(
            f"The line is a percentage change, and there {what} the baseline {by.transform.baseline}.",
            mend=f"Send the figure for {by.transform.baseline} first, or send the count itself.",
        )
    counts = _counts_that_print(by.transform, given.value, given.baseline, by.decimals)
    if len(counts) == 1:
        return Operands(value=Fraction(counts[0]))
    fit = f"the whole numbers {counts[0]} to {counts[-1]}" if counts else "no whole number"
    raise Refused(
        f"A change of {format_shortest(round_to(given.value, PLACES))} from a baseline of "
        f"{format_shortest(round_to(given.baseline, PLACES))} fits {fit}, so the count behind it is not known.",
        mend="Send the count itself.",
    )


def _counts_that_print(transform: Transform, change: Fraction, base: Fraction, decimals: int) -> range:
    """The whole counts whose change prints as given: an interval, since the change goes one way with the count."""
    if base <= 0:
        return range(0)
    half = Fraction(1, 2 * 10**decimals)
    one, other = (base * (1 + transform.direction * edge / 100) for edge in (change - half, change + half))
    low, high = max(0, ceil(min(one, other))), floor(max(one, other))

    def prints(count: int) -> bool:
        operands = Operands(value=Fraction(count), baseline=base)
        return forward(transform, operands, per=1, decimals=decimals).value == change * MICRO

    # Only an edge can be a half that rounds away from the value given.
    low, high = low + (not prints(low)), high - (not prints(high))
    if low > high or not prints(low):
        return range(0)
    return range(low, high + 1)


def _uncode(by: Asked, given: Operands) -> Operands:
    words = {word.casefold(): code for code, word in by.transform.codes}
    if len(words) != len(by.transform.codes):
        raise Refused(f"Several codes print alike under {by.transform.text}.", mend="Send the indicator itself.")
    word = (
        by.text.strip().casefold()
        if by.text is not None
        else format_shortest(round_to(given.value or Fraction(), PLACES))
    )
    code = words.get(word, given.value if given.value in dict(by.transform.codes) and not _numeric(words) else None)
    if code is None:
        raise Refused(f"{word!r} is not a code of this line.", mend=f"Write one of: {', '.join(words)}.")
    return Operands(value=code)


def _numeric(words: dict[str, Fraction]) -> bool:
    return all(word.lstrip("+-").replace(".", "", 1).isdigit() for word in words)


_INVERSE: dict[str, Callable[[Asked, Operands], Operands]] = {
    "copy": _same,
    "part": _unpart,
    "scale": _unscale,
    "complement": _uncomplement,
    "percent_change_from_baseline": _unchange,
    "percent_reduction_from_baseline": _unchange,
    "code_map": _uncode,
}
