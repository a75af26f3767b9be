"""How a line's printed value is computed from a canonical figure, and back again.

The list is closed. Values are exact fractions in natural units until the end, where they are rounded
half away from zero to the line's decimals. What cannot be undone without guessing is refused, with
what would have to be given instead.
"""

from mappings.transforms.frames import forward_frame
from mappings.transforms.inwards import inverse
from mappings.transforms.outwards import Operands, Printed, forward, round_to
from mappings.transforms.reading import Transform, fraction, parse

__all__ = ["Operands", "Printed", "Transform", "forward", "forward_frame", "fraction", "inverse", "parse", "round_to"]
