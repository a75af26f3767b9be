"""What is wrong with an SQL expression or a step, in words that quote no cell of the rows it was worked out over."""

from __future__ import annotations

import polars as pl

#: These speak of expressions and columns; others, such as a failed cast, quote the cells that they failed on.
_OF_COLUMNS = (pl.exceptions.ColumnNotFoundError, pl.exceptions.SchemaError, pl.exceptions.SQLSyntaxError)


def describe_expression_error(error: Exception, *, rows: int) -> str:
    """The first line of what polars says, where it can quote nobody's record: over no rows, or of columns alone."""
    if rows and not isinstance(error, _OF_COLUMNS):
        return "a value is not of the kind that the expression takes it for"
    return str(error).splitlines()[0].rstrip(".")
