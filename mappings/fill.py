"""Fills a return: obligation in, cells out."""

from __future__ import annotations

from mappings.cells import CELL_SCHEMA, SOURCE_SCHEMA, Filled

__all__ = ["CELL_SCHEMA", "SOURCE_SCHEMA", "Filled"]
