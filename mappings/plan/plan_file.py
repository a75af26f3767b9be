"""Save a plan as JSON and read it back, to compare a later plan with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from mappings.obligations.obligations import OBLIGATION_SCHEMA
from mappings.plan.collections import COLLECTION_SCHEMA
from mappings.plan.figure_requests import FIGURE_REQUEST_SCHEMA
from mappings.plan.plan import PLAN_CELL_SCHEMA, SPARED_SCHEMA, Plan
from mappings.plan.plan_scope import PlanScope
from returnonce.blobs import write_atomic
from returnonce.errors import NotFound, Refused

FILE_FORM = "returnonce plan, form 1"
#: Each frame of a plan under its key in the file. Two keys are older than the names of their frames.
FRAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "obligations": ("obligations", dict(OBLIGATION_SCHEMA)),
    "cells": ("cells", dict(PLAN_CELL_SCHEMA)),
    "collections": ("figure_requests", dict(FIGURE_REQUEST_SCHEMA)),
    "asked": ("collections", dict(COLLECTION_SCHEMA)),
    "spared": ("spared", dict(SPARED_SCHEMA)),
}


@dataclass(frozen=True)
class SavedPlan:
    """A plan with its scope, the ruleset's hash and the day on which it was made."""

    scope: PlanScope
    ruleset: str
    made_on: date
    plan: Plan


def plan_to_data(plan: Plan) -> dict[str, Any]:
    """All frames as lists of rows; days in ISO form."""
    frames = {key: json.loads(getattr(plan, field).write_json()) for key, (field, _) in FRAMES.items()}
    return frames | {"proved": plan.proved}


def save_plan(path: Path, saved: SavedPlan) -> None:
    """Write a plan as JSON."""
    scope = saved.scope
    metadata = {
        "form": FILE_FORM, "from": str(scope.start), "to": str(scope.end), "place": scope.place,
        "agency": scope.agency, "ruleset": saved.ruleset, "made_on": str(saved.made_on),
    }  # fmt: skip
    write_atomic(path, json.dumps(metadata | plan_to_data(saved.plan), ensure_ascii=False, indent=1).encode())


def read_plan(path: Path) -> SavedPlan:
    """Read what :func:`save_plan` wrote.

    Raises:
        NotFound: there is no such file.
        Refused: it is no saved plan.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}.", where="--against", mend="Save a plan with --out first.")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != FILE_FORM:
            raise KeyError("form")
        frames = {field: _make_frame(data[key], schema) for key, (field, schema) in FRAMES.items()}
        scope = PlanScope(
            date.fromisoformat(data["from"]), date.fromisoformat(data["to"]), data["place"], data["agency"]
        )
        plan = Plan(**frames, proved=bool(data["proved"]))
        return SavedPlan(scope, data["ruleset"], date.fromisoformat(data["made_on"]), plan)
    except (ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise Refused(
            f"{path.name} is no saved plan.", where="--against", mend="Give a file that plan --out wrote."
        ) from error


def _make_frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    """A frame from rows of JSON; a column that an older file lacks is empty."""
    json_schema = {name: _find_json_type(kind) for name, kind in schema.items()}
    frame = pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=json_schema, orient="row")
    return frame.with_columns(_parse_column(name, kind) for name, kind in schema.items())


def _find_json_type(kind: Any) -> Any:
    return {pl.Date: pl.String, pl.List(pl.Date): pl.List(pl.String)}.get(kind, kind)


def _parse_column(name: str, kind: Any) -> pl.Expr:
    if kind == pl.Date:
        return pl.col(name).str.to_date()
    if kind == pl.List(pl.Date):
        return pl.col(name).list.eval(pl.element().str.to_date())
    return pl.col(name)
