"""How a line's printed value is computed from a canonical figure, and back again.

The list is closed. Values are exact fractions in natural units until the end, where they are rounded
half away from zero to the line's decimals. What cannot be undone without guessing is refused, with
what would have to be given instead.
"""

from mappings.transforms.figure_to_line import Operands, Printed, forward, round_to
from mappings.transforms.figure_to_line_frames import forward_frame
from mappings.transforms.line_to_figure import inverse
from mappings.transforms.notation import Transform, fraction, parse

__all__ = ["Operands", "Printed", "Transform", "forward", "forward_frame", "fraction", "inverse", "parse", "round_to"]
