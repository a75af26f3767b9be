"""Transforms: a line's printed value from an indicator's figure, and back. Pure; imports no other room.

The list is closed. Values are exact fractions in natural units until the end, where they are rounded half away from
zero to the line's decimals. A transform that cannot be inverted without guessing is refused, with what to send instead.
"""

from mappings.transforms.bounds import Bounds, recover_bounds, scale_step
from mappings.transforms.figure_to_line import Operands, PrintedValue, compute_line_value, round_to
from mappings.transforms.figure_to_line_frames import compute_line_values
from mappings.transforms.line_to_figure import recover_figure
from mappings.transforms.notation import Transform, parse_fraction, parse_transform

__all__ = [
    "Bounds",
    "Operands",
    "PrintedValue",
    "Transform",
    "compute_line_value",
    "compute_line_values",
    "parse_fraction",
    "parse_transform",
    "recover_bounds",
    "recover_figure",
    "round_to",
    "scale_step",
]
