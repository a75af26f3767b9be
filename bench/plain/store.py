"""Figures as objects: loaded, read back and rolled up one by one."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Field, Session, SQLModel, create_engine, select

from bench.plain.definitions import Definitions, PlainIndicator

Answer = tuple[str, str, int | None, int | None, Decimal | None, str | None]


class Figure(SQLModel, table=True):
    """One row of the upload. ``value`` is decimal text, since SQLite has no decimals."""

    id: int | None = Field(default=None, primary_key=True)
    indicator: str = Field(index=True)
    area: str = Field(index=True)
    period: str
    breakdown: str
    kind: str
    numerator: int | None = None
    denominator: int | None = None
    value: str | None = None
    symbol: str | None = None
    status: str
    row: int


def open_store(path: Path) -> Engine:
    """A new SQLite file with the table."""
    engine = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    return engine


def load(engine: Engine, upload: pd.DataFrame, rejected: dict[int, list[str]]) -> int:
    """Store every row that was not rejected; how many."""
    figures = [_figure(int(at), row) for at, row in upload.iterrows() if int(at) + 2 not in rejected]
    with Session(engine) as session:
        session.add_all(figures)
        session.commit()
    return len(figures)


def _figure(at: int, row: Any) -> Figure:
    return Figure(
        indicator=row["indicator"],
        area=row["area"],
        period=row["period"],
        breakdown=row["breakdown"],
        kind=row["kind"],
        numerator=int(row["numerator"]) if row["numerator"] else None,
        denominator=int(row["denominator"]) if row["denominator"] else None,
        value=row["value"] or None,
        symbol=row["symbol"] or None,
        status=row["status"],
        row=at + 2,
    )


def share(indicator: PlainIndicator, numerator: int, denominator: int) -> Decimal | None:
    """Numerator over denominator, rounded half up to the indicator's decimals."""
    if denominator == 0:
        return None
    with localcontext() as context:
        context.prec = 50
        exact = Decimal(numerator) * indicator.per / Decimal(denominator)
        return exact.quantize(Decimal(1).scaleb(-indicator.decimals), rounding=ROUND_HALF_UP)


def roll_up(engine: Engine, definitions: Definitions) -> list[Answer]:
    """Every indicator for every region and England: from its councils, if all of them gave a figure."""
    sums: dict[tuple[str, str], Figure] = {}
    with Session(engine) as session:
        for figure in session.exec(select(Figure).where(Figure.breakdown == "total", Figure.kind == "actual")):
            sums[figure.indicator, figure.area] = figure
        return [
            _whole(indicator, area, [sums.get((indicator.code, council)) for council in councils])
            for area, councils in definitions.councils.items()
            for indicator in definitions.indicators.values()
        ]


def _whole(indicator: PlainIndicator, area: str, parts: list[Figure | None]) -> Answer:
    nothing = (indicator.code, area, None, None, None, "not_available")
    if not indicator.adds or any(part is None or part.symbol is not None for part in parts):
        return nothing
    numbers = [part for part in parts if part is not None]
    if not indicator.parts:
        return indicator.code, area, None, None, sum((Decimal(p.value or "0") for p in numbers), Decimal(0)), None
    numerator = sum(part.numerator or 0 for part in numbers)
    denominator = sum(part.denominator or 0 for part in numbers)
    value = share(indicator, numerator, denominator)
    return indicator.code, area, numerator, denominator, value, None if value is not None else "not_applicable"


def figures_of(session: Session, area: str, indicators: list[str]) -> dict[str, Figure]:
    """One area's figures of some indicators, by code."""
    query = select(Figure).where(Figure.area == area, Figure.indicator.in_(indicators))  # type: ignore[attr-defined]
    by_code: dict[str, Figure] = defaultdict()
    for figure in session.exec(query):
        by_code[figure.indicator] = figure
    return by_code
