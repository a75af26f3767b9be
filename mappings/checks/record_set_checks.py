"""Checks of record sets with the rest of a ruleset: roles, examples of views, and what indicators derive from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from indicators.catalogue.indicator import Derivation, Indicator
from indicators.period.arithmetic import financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records
from indicators.records.record_set_checks import describe_empty_view
from indicators.records.record_set_files import RecordSetFiles
from indicators.records.view_context import ViewContext
from indicators.records.view_definitions import View, ViewExample
from indicators.records.view_examples import find_example_faults, prepare_example
from indicators.records.views import PACKAGES
from mappings.checks.indicator_checks import ROLES
from mappings.checks.problems import DefinitionProblem, make_error
from mappings.checks.worked_examples import read_example
from returnonce.definition_files.fault_words import FaultPath
from returnonce.errors import NotFound, Refused
from returnonce.numbers import MICRO, format_shortest

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

CORRECT = "Correct it."
#: What views of every record set read.
_SHARED = ("indicators/records/concepts/", "mappings/calendars/")
#: A place where an example's figures are of.
NOWHERE = "nowhere"


def find_record_set_problems(
    ruleset: Ruleset, *, changed: Collection[str] | None = None
) -> Iterator[DefinitionProblem]:
    """Every problem of the record sets, and of the indicators that are derived from them.

    ``changed``: the paths of the files that differ from those that ship; what rests on none of them is known to be
    sound, and its examples, which take most of a check's time, are not worked again.
    """
    for code, files in ruleset.records.sets.items():
        yield from _role_problems(files)
        for at, view in enumerate(files.views):
            if view.example is not None and _rests_on(changed, code, view.example.figures):
                yield from _example_problems(ruleset, files, view, at)
    for indicator in ruleset.catalogue.values():
        for derivation in indicator.derive:
            if not _rests_on(changed, derivation.record_set, [indicator.code]):
                continue
            if words := _describe_derivation_fault(ruleset, indicator, derivation):
                yield make_error(f"{indicator.code}.yaml", f"derive: {words}", CORRECT)


def _rests_on(changed: Collection[str] | None, record_set: str, indicators: Iterable[str]) -> bool:
    """Whether a view of a record set, or a figure made of it, may have come out otherwise by those files."""
    if changed is None:
        return True
    folders = (f"indicators/records/sets/{record_set}/", *_SHARED)
    files = tuple(f"/{code}.yaml" for code in indicators)
    return any(path.startswith(folders) or path.endswith(files) for path in changed)


def list_view_examples(ruleset: Ruleset, owned: set[str]) -> Iterator[str]:
    """Each view of the record sets in these files, whose example a check has worked."""
    for code, files in ruleset.records.sets.items():
        if f"indicators/records/sets/{code}/views.yaml" in owned:
            yield from (f"{code} {view.view}" for view in files.views if view.example is not None)


def _role_problems(files: RecordSetFiles) -> Iterator[DefinitionProblem]:
    definition, where = files.definition, f"{files.definition.code}/set.yaml"
    if definition.role is not None and definition.role not in ROLES:
        words = f"{definition.role} is no role."
        yield DefinitionProblem("error", where, words, f"Roles are {', '.join(sorted(ROLES))}.", ("role",))
    by_steps_alone = definition.code not in PACKAGES
    if definition.role is None and by_steps_alone and any(view.rows_of is not None for view in files.views):
        words = f"{definition.code} does not say whose it is: the key role is missing."
        mend = "Name the role that sends it; only the treatment set that ships is put together from several suppliers."
        yield DefinitionProblem("error", where, words, mend, ("role",))


def _example_problems(ruleset: Ruleset, files: RecordSetFiles, view: View, at: int) -> Iterator[DefinitionProblem]:
    example, code = view.example, files.definition.code
    assert example is not None
    for key, words in _list_example_faults(ruleset, code, view, example):
        path: FaultPath = (at, "example", *key.split("."))
        what = f"The example of view {view.view}: {words}."
        yield DefinitionProblem("error", f"{code}/views.yaml", what, CORRECT, path)


def _list_example_faults(ruleset: Ruleset, code: str, view: View, example: ViewExample) -> Iterator[tuple[str, str]]:
    context = ViewContext(frozenset(ruleset.calendar.days))
    try:
        records, views = prepare_example(ruleset.records, code, example, context)
    except Refused as refused:
        yield ("given" if refused.where == "given" else "period"), refused.what.rstrip(".")
        return
    yield from find_example_faults(view, example, views)
    for indicator, written in example.figures.items():
        if words := _describe_figure_fault(ruleset, records, views[view.view], view, (indicator, written)):
            yield f"figures.{indicator}", words


def _describe_figure_fault(
    ruleset: Ruleset, records: Records, frame: pl.DataFrame, view: View, figure: tuple[str, str]
) -> str | None:
    """Where the figure made is not the one written."""
    code, written = figure
    indicator = ruleset.catalogue.get(code)
    if indicator is None:
        return f"there is no indicator {code}"
    try:
        operands = read_example(written)
        made = _derive_total(ruleset, records, {view.view: frame}, indicator)
    except (Refused, ValueError) as error:
        return f"the figure of {code} cannot be worked out: {str(error).rstrip('.')}"
    expected = (operands.numerator, operands.denominator, operands.value)
    micros = tuple(None if each is None else each * MICRO for each in expected)
    rows = made.select("numerator", "denominator", "value").rows()
    if rows == [micros]:
        return None
    return f"{code} is {_write_figure(rows)}, the example says {written}"


def _write_figure(rows: list[tuple[int | None, ...]]) -> str:
    parts = zip("ndv", rows[0], strict=True) if rows else ()
    return ";".join(f"{name}={format_shortest(micro)}" for name, micro in parts if micro is not None) or "no figure"


def _derive_total(
    ruleset: Ruleset, records: Records, views: dict[str, pl.DataFrame], indicator: Indicator
) -> pl.DataFrame:
    scope = DerivationScope(records.period, NOWHERE, "final")
    totals = tuple(
        each.model_copy(update={"by": None})
        for each in indicator.derive
        if each.record_set == records.record_set.code and each.view in views
    )
    one = {indicator.code: indicator.model_copy(update={"derive": totals})}
    return derive_figures(views, records.record_set, scope, catalogue=one, breakdowns=ruleset.breakdowns)


def _describe_derivation_fault(ruleset: Ruleset, indicator: Indicator, derivation: Derivation) -> str | None:
    """What a derivation names and there is not, or an expression that does not fit its view."""
    code, split = derivation.record_set, derivation.by
    try:
        files = ruleset.records.files_of(code)
    except NotFound as error:
        return f"{error.what} {error.mend}"
    view = next((one for one in files.views if one.view == derivation.view), None)
    if view is None:
        return f"{code} has no view {derivation.view}; views are {', '.join(one.view for one in files.views)}."
    if split is not None and split.breakdown not in ruleset.breakdowns:
        return f"there is no breakdown {split.breakdown}."
    if split is not None and split.column not in {column.name for column in view.columns}:
        return f"the view {view.view} of {code} has no column {split.column}."
    alone = indicator.model_copy(update={"derive": (derivation,)})
    scope = DerivationScope(financial_year(2000), NOWHERE, "final")
    try:
        derive_figures(
            {view.view: describe_empty_view(view)}, ruleset.records.record_set(code), scope,
            catalogue={indicator.code: alone}, breakdowns=ruleset.breakdowns,
        )  # fmt: skip
    except Refused as refused:
        return f"over {view.view} of {code}: {refused.what}"
    return None
