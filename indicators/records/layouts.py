"""What is known of the layout in which records are sent."""

from __future__ import annotations

from typing import Literal

#: Whether a version's columns and their order were seen in an official document.
Layout = Literal["historical", "current", "unverified"]
