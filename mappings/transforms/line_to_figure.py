"""From a line's printed value back to the indicator's figure, or why it cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from mappings.transforms.figure_to_line import Operands, complement_numerator, compute_line_value, round_to
from mappings.transforms.notation import Transform
from returnonce.errors import Refused
from returnonce.numbers import MICRO, PLACES, format_shortest


def recover_figure(
    transform: Transform,
    operands: Operands,
    *,
    per: int,
    decimals: int,
    text: str | None = None,
    is_whole: bool = True,
) -> Operands:
    """The canonical figure that a line's figure stands for.

    ``operands`` holds what the row gave under the line's code (and ``baseline`` from the store, for a
    percentage change); ``text`` is the cell as typed, for a coded line; ``is_whole`` says that the
    indicator counts whole things. The answer's parts and value are the indicator's. Forward of the
    answer prints the given value again.

    Raises:
        Refused: the transform has no inverse, or not with what was given; says what to give instead.
    """
    invert = _INVERSE.get(transform.name)
    if invert is None:
        raise Refused(
            f"A line computed as {transform.text} cannot be turned back into the figures it was made from.",
            mend=f"Send the indicator itself{' and ' + ', '.join(transform.others) if transform.others else ''}.",
        )
    return invert(LineReading(transform, per, decimals, text, is_whole), operands)


def _has_parts(operands: Operands) -> bool:
    return operands.numerator is not None and operands.denominator is not None


@dataclass(frozen=True)
class LineReading:
    """How the row is to be read: the transform, the indicator's ``per``, the line's decimals, the cell as typed."""

    transform: Transform
    per: int
    decimals: int
    text: str | None
    whole: bool


def _invert_copy(_: LineReading, operands: Operands) -> Operands:
    return Operands(operands.numerator, operands.denominator, operands.value)


def _invert_scale(reading: LineReading, operands: Operands) -> Operands:
    if _has_parts(operands):
        return _check_agreement(reading, Operands(operands.numerator, operands.denominator), operands)
    if operands.value is None or reading.transform.factor is None:
        return Operands(operands.numerator, operands.denominator)
    return Operands(value=_check_representable(operands.value / reading.transform.factor, reading.transform))


def _check_representable(value: Fraction, transform: Transform) -> Fraction:
    if (value * MICRO).denominator != 1:
        raise Refused(
            f"Turned back through {transform.text}, the value has more than {PLACES} decimal places.",
            mend="Send the numerator and the denominator instead.",
        )
    return value


def _check_agreement(reading: LineReading, figure: Operands, operands: Operands) -> Operands:
    printed = compute_line_value(reading.transform, figure, per=reading.per, decimals=reading.decimals).value
    if operands.value is None or printed is None or printed == round_to(operands.value, reading.decimals):
        return figure
    raise Refused(
        f"The numerator and denominator make {format_shortest(printed)}, but the value given is "
        f"{format_shortest(round_to(operands.value, PLACES))}.",
        mend="Correct one of them, or leave the value empty.",
    )


def _invert_complement(reading: LineReading, operands: Operands) -> Operands:
    if _has_parts(operands):
        return _check_agreement(reading, Operands(complement_numerator(operands), operands.denominator), operands)
    return Operands(value=None if operands.value is None else reading.per - operands.value)


def _invert_part(reading: LineReading, operands: Operands) -> Operands:
    own = operands.numerator if reading.transform.part == "numerator" else operands.denominator
    other_name = "denominator" if reading.transform.part == "numerator" else "numerator"
    counterpart = operands.denominator if reading.transform.part == "numerator" else operands.numerator
    if own is not None and operands.value is not None and own != operands.value:
        raise Refused(
            f"The value and the {reading.transform.part} differ, and on this line they are the same thing.",
            mend=f"Give it once, as the value, and the {other_name} beside it.",
        )
    part = operands.value if own is None else own
    if part is None or counterpart is None:
        raise Refused(
            f"This line is only the {reading.transform.part} of its indicator; one part alone is not a figure.",
            mend=f"Give the {other_name} in its column too, or send the indicator with both parts.",
        )
    return Operands(part, counterpart) if reading.transform.part == "numerator" else Operands(counterpart, part)


def _invert_change(reading: LineReading, operands: Operands) -> Operands:
    if not reading.whole:
        raise Refused(
            "The line is a percentage change of an amount that need not be whole, so many amounts would print alike.",
            mend="Send the amount itself.",
        )
    if operands.value is None or operands.baseline is None:
        problem = "is no figure for" if operands.value is not None else "is no value to set against"
        raise Refused(
            f"The line is a percentage change, and there {problem} the baseline {reading.transform.baseline}.",
            mend=f"Send the figure for {reading.transform.baseline} first, or send the count itself.",
        )
    counts = _counts_that_print(reading.transform, operands.value, operands.baseline, reading.decimals)
    if len(counts) == 1:
        return Operands(value=Fraction(counts[0]))
    fit = f"the whole numbers {counts[0]} to {counts[-1]}" if counts else "no whole number"
    raise Refused(
        f"A change of {format_shortest(round_to(operands.value, PLACES))} from a baseline of "
        f"{format_shortest(round_to(operands.baseline, PLACES))} fits {fit}, so the count behind it is not known.",
        mend="Send the count itself.",
    )


def _counts_that_print(transform: Transform, change: Fraction, base: Fraction, decimals: int) -> range:
    """Whole counts whose change prints as the given text: an interval, since the change is monotonic in the count."""
    if base <= 0:
        return range(0)
    half = Fraction(1, 2 * 10**decimals)
    first, second = (base * (1 + transform.direction * edge / 100) for edge in (change - half, change + half))
    low, high = max(0, ceil(min(first, second))), floor(max(first, second))

    def prints(count: int) -> bool:
        operands = Operands(value=Fraction(count), baseline=base)
        return compute_line_value(transform, operands, per=1, decimals=decimals).value == change * MICRO

    # Only an edge can be a half that rounds away from the value given.
    low, high = low + (not prints(low)), high - (not prints(high))
    if low > high or not prints(low):
        return range(0)
    return range(low, high + 1)


def _invert_code(reading: LineReading, operands: Operands) -> Operands:
    words = {word.casefold(): code for code, word in reading.transform.codes}
    if len(words) != len(reading.transform.codes):
        raise Refused(f"Several codes print alike under {reading.transform.text}.", mend="Send the indicator itself.")
    word = (
        reading.text.strip().casefold()
        if reading.text is not None
        else format_shortest(round_to(operands.value or Fraction(), PLACES))
    )
    code = words.get(
        word, operands.value if operands.value in dict(reading.transform.codes) and not _are_numeric(words) else None
    )
    if code is None:
        raise Refused(f"{word!r} is not a code of this line.", mend=f"Write one of: {', '.join(words)}.")
    return Operands(value=code)


def _are_numeric(words: dict[str, Fraction]) -> bool:
    return all(word.lstrip("+-").replace(".", "", 1).isdigit() for word in words)


_INVERSE: dict[str, Callable[[LineReading, Operands], Operands]] = {
    "copy": _invert_copy,
    "part": _invert_part,
    "scale": _invert_scale,
    "complement": _invert_complement,
    "percent_change_from_baseline": _invert_change,
    "percent_reduction_from_baseline": _invert_change,
    "code_map": _invert_code,
}
