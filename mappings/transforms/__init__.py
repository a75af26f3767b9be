"""Transforms: a line's printed value from an indicator's figure, and back. Pure; imports no other room.

The list is closed. Values are exact fractions in natural units until the end, where they are rounded half away from
zero to the line's decimals. A transform that cannot be inverted without guessing is refused, with what to send instead.
"""

from mappings.transforms.figure_to_line import Operands, Printed, forward, round_to
from mappings.transforms.figure_to_line_frames import forward_frame
from mappings.transforms.line_to_figure import inverse
from mappings.transforms.notation import Transform, fraction, parse

__all__ = ["Operands", "Printed", "Transform", "forward", "forward_frame", "fraction", "inverse", "parse", "round_to"]
