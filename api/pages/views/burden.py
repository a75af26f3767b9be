"""The burden as its page shows it: counts, hours, cost, and what a change would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from returnonce.wording import format_count

#: Numbers of the chain from cells to figures keyed, as ``counts.yaml`` names them.
CHAIN = ("returns", "cells", "central", "other_return", "left_out", "keyed_cells", "keyed_figures", "rekeying_avoided",
         "taken_over_figures", "asked_figures")  # fmt: skip
CHANGED = ("returns", "cells", "keyed_cells", "keyed_figures", "asked_figures")
WORK = ("Hours, each return by itself", "Hours, each figure given once", "Saved")
BY = ("Cells", "Keyed by somebody", "Figures keyed once", *WORK)

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BurdenTable:
    caption: str
    headings: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class BurdenPage:
    """The page. ``changes`` and ``change`` stand only where something was imagined."""

    headline: str
    money: str
    chain: Rows
    tables: tuple[BurdenTable, ...]
    changes: tuple[str, ...]
    change: BurdenTable | None
    gains: BurdenTable | None
    assumed: Rows
    times: BurdenTable
    sources: tuple[str, ...]
    checks: tuple[str, ...]


def burden_page(told: Mapping[str, Any]) -> BurdenPage:
    """The page of the burden as plain data (``mappings.burden.serialization``)."""
    counts, work = told["counts"], told["work"]
    known = told["definitions"]
    assumed: Mapping[str, Any] = next(iter(told["assumptions"].values()), {})
    imagined = told["what_if"]
    return BurdenPage(
        headline=(
            f"{format_count(counts['returns'], 'return')} hold {format_count(counts['cells'], 'cell')}. Somebody would "
            f"key {counts['keyed_cells']:,} of them, were each return made by itself. Given once, they take "
            f"{format_count(counts['keyed_figures'], 'keyed figure')}: {counts['rekeying_avoided']:,} fewer."
        ),
        money=_money(work),
        chain=tuple(
            (known[code]["title"][0].upper() + known[code]["title"][1:], f"{counts[code]:,}", known[code]["means"])
            for code in CHAIN
        ),
        tables=(
            BurdenTable("By return", ("Return", *BY), _parts(told["returns"])),
            BurdenTable("By agency", ("Agency", *BY), _parts(told["agencies"])),
            BurdenTable("Where the hours go", ("Lens", "Means", *WORK[:2]), _lenses(told["lenses"])),
        ),
        changes=tuple(imagined["changes"]) if imagined else (),
        change=_change(imagined["all"], known) if imagined else None,
        gains=_gains(imagined["agencies"]) if imagined else None,
        assumed=_assumption_rows(assumed),
        times=_times(assumed),
        sources=tuple(assumed.get("method", {}).get("sources", ())),
        checks=tuple(f"{check['says']} ({check['source']})" for check in assumed.get("checks", ())),
    )


def _money(work: Mapping[str, Mapping[str, str]]) -> str:
    saved = Decimal(work["saved"]["pounds"])
    verb = "saves" if saved >= 0 else "adds"
    hours = work["saved"]["hours"].removeprefix("-")
    return f"One upload {verb} {_number(hours)} hours and {pounds(abs(saved))}, on the assumptions below."


def pounds(amount: Decimal | str) -> str:
    """``£2,915``; pence below £100."""
    value = Decimal(amount)
    sign = "\u2212" if value < 0 else ""
    return f"{sign}£{abs(value):,.0f}" if abs(value) >= 100 or value == value.to_integral() else f"{sign}£{abs(value)}"


def _number(text: str) -> str:
    value = Decimal(text)
    sign = "\u2212" if value < 0 else ""
    return f"{sign}{abs(value):,}"


def _parts(parts: Sequence[Mapping[str, Any]]) -> Rows:
    return tuple(
        (
            part["title"],
            *(f"{part['counts'][code]:,}" for code in ("cells", "keyed_cells", "keyed_figures")),
            *(_number(part["work"][world]["hours"]) for world in ("without", "with", "saved")),
        )
        for part in parts
    )


def _lenses(lenses: Sequence[Mapping[str, str]]) -> Rows:
    return tuple(
        (lens["title"], lens["means"], _number(lens["hours_without"]), _number(lens["hours_with"])) for lens in lenses
    )


def _change(whole: Mapping[str, Any], known: Mapping[str, Any]) -> BurdenTable:
    rows = [
        (known[code]["title"], *(_number(str(whole["counts"][code][when])) for when in ("now", "then", "difference")))
        for code in CHANGED
    ]
    hours = whole["work"]["with"]["hours"]
    rows.append(("Hours, each figure given once", *(_number(hours[when]) for when in ("now", "then", "difference"))))
    money = whole["work"]["with"]["pounds"]
    rows.append(("Cost, each figure given once", *(pounds(money[when]) for when in ("now", "then", "difference"))))
    return BurdenTable("What the change would make of it", ("", "Now", "If changed", "Difference"), tuple(rows))


def _gains(agencies: Sequence[Mapping[str, Any]]) -> BurdenTable:
    rows = tuple(
        (
            agency["title"],
            _number(str(agency["counts"]["asked_figures"]["difference"])),
            _number(agency["work"]["with"]["hours"]["difference"]),
            agency["who"],
        )
        for agency in agencies
    )
    return BurdenTable("Who would gain", ("Agency", "Figures asked of it", "Hours", "It"), rows)


def _assumption_rows(assumed: Mapping[str, Any]) -> Rows:
    if not assumed:
        return ()
    tariff, fixed = assumed["tariff"], assumed["fixed"]
    return (
        ("Formula", assumed["method"]["formula"]),
        ("Tariff", f"{pounds(tariff['pounds_per_hour'])} an hour{_mark(tariff)}. {tariff['source']}"),
        ("Besides time", f"{pounds(fixed['pounds'])} a return{_mark(fixed)}. {fixed['source']}"),
    )


def _times(assumed: Mapping[str, Any]) -> BurdenTable:
    units = {unit["code"]: unit["title"] for unit in assumed.get("units", ())}
    lenses = {lens["code"]: lens["title"] for lens in assumed.get("lenses", ())}
    rows = tuple(
        (f"{lenses[each['lens']]}: {units[each['unit']]}", f"{_number(each['minutes'])}{_mark(each)}", each["source"])
        for each in assumed.get("times", ())
    )
    return BurdenTable("Time that each unit of work takes", ("Work", "Minutes", "Source"), rows)


def _mark(each: Mapping[str, Any]) -> str:
    return " (assumed)" if each["assumed"] else ""
