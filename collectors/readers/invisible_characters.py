"""Characters that nobody sees, which make a text another one than it looks."""

from __future__ import annotations

#: Format characters (Unicode's Cf: soft hyphen, zero width, direction, tags), variation selectors, and fillers that
#: show as nothing. Source: Unicode 15, DerivedCoreProperties, Default_Ignorable_Code_Point.
INVISIBLE = (
    r"[\x{00AD}\x{034F}\x{061C}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{200B}-\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{206F}\x{3164}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFA0}\x{FFF0}-\x{FFF8}\x{1BCA0}-\x{1BCA3}"
    r"\x{1D173}-\x{1D17A}\x{E0000}-\x{E0FFF}]"
)
