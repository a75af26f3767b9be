"""What a row's ``indicator`` names: a code of the catalogue, or a line of any return in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from collectors.figures.distinct_texts import TextFault
from collectors.figures.field_parsers import with_advice
from collectors.figures.limits import SUGGESTIONS
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT, LineRef, is_in_force
from mappings.definitions.return_definitions import Line
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from mappings.transforms import Transform, parse_transform
from returnonce.errors import ReturnOnceError
from returnonce.near_matches import find_near_matches

COPY = parse_transform("copy")


@dataclass(frozen=True)
class ResolvedLine:
    """The indicator that a text means in a period, and how the line's figure becomes the indicator's."""

    indicator: str | None
    line: str | None = None
    transform: Transform = COPY
    breakdown: str | None = None
    decimals: int | None = None
    faults: tuple[TextFault, ...] = ()


@dataclass
class LineResolver:
    """Resolves texts by one ruleset; looks for near matches only so often."""

    ruleset: Ruleset
    places: tuple[Place, ...]
    _suggestions_left: int = SUGGESTIONS
    _names: dict[str, str] = field(default_factory=dict)

    def resolve(self, text: str, period: str) -> ResolvedLine:
        """What a text names in a period (empty: not known); without an indicator, its faults say why."""
        clean = " ".join(text.split())
        code = clean.casefold()
        current = self._find_current(code, period)
        if current in self.ruleset.catalogue:
            renamed = (TextFault("indicator-renamed", current, code),) if current != code else ()
            target = self._indicator(current, period)
            return replace(target, faults=(*renamed, *target.faults))
        try:
            ref = self.ruleset.line_index.find(clean)
        except ReturnOnceError as refused:
            return _make_refusal("line-needs-part", with_advice(refused.what, refused.mend))
        if ref is None:
            return _make_refusal("indicator-unknown", self._near(clean))
        return self._line(ref, parse_period(period) if period else None)

    def without_suggestions(self) -> LineResolver:
        """One that looks for no near matches, which take long."""
        return LineResolver(self.ruleset, self.places, 0)

    def _find_current(self, code: str, period: str) -> str:
        """The indicator that had that code in the period, or else had it last."""
        former = self.ruleset.former_codes
        current = former.find_current(code, period) if period else code
        return current if current in self.ruleset.catalogue else former.find_newest(code) or code

    def _indicator(self, code: str, period: str) -> ResolvedLine:
        if not period:
            return ResolvedLine(code)
        return ResolvedLine(code, faults=self._find_absence(code, parse_period(period)))

    def _find_absence(self, code: str, period: Period) -> tuple[TextFault, ...]:
        why = self.ruleset.catalogue[code].in_force.explain_absence(period.start, period.end)
        return (TextFault("not-in-force", f"{period.code}: {why}", code),) if why else ()

    def _line(self, ref: LineRef, period: Period | None) -> ResolvedLine:
        exact = [row for row in ref.rows if row.predicate_id == EXACT or self._is_approved(ref, row, period)]
        if not exact:
            return _no_exact(ref)
        row = self._in_force(ref, exact, period)
        if row is None:
            return _make_refusal("line-not-valid", period.label() if period else "", ref.line)
        named = None if row.breakdown == "total" else row.breakdown
        doubt = row.code_confidence == "low" and not self._is_approved(ref, row, period)
        absence = self._find_absence(row.object_id, period) if period else ()
        faults = (*([TextFault("line-code-uncertain", row.object_id, ref.line)] if doubt else []), *absence)
        return ResolvedLine(row.object_id, ref.line, parse_transform(row.transform), named, row.decimals, faults)

    def _is_approved(self, ref: LineRef, row: Line, period: Period | None) -> bool:
        return period is not None and any(
            place.is_approved(ref.return_code, ref.line, row.object_id, period.end) for place in self.places
        )

    def _in_force(self, ref: LineRef, exact: list[Line], period: Period | None) -> Line | None:
        """The row of a line that holds in any of the period's days, or that a place keeps."""
        if period is None:
            return exact[-1]
        for row in exact:
            if is_in_force(row, period.end) or is_in_force(row, period.start):
                return row
        is_kept = any(ref.line in place.kept_line_codes(ref.return_code, period.end) for place in self.places)
        return exact[-1] if is_kept else None

    def _near(self, text: str) -> str:
        if not self._suggestions_left:
            return ""
        self._suggestions_left -= 1
        names = self._names or self._fill_names()
        near = find_near_matches(text.casefold(), names, n=3, cutoff=0.65)
        return f" (did you mean {' or '.join(names[name] for name in near)}?)" if near else ""

    def _fill_names(self) -> dict[str, str]:
        """Codes, lines and titles, folded, to what one would write."""
        catalogue = self.ruleset.catalogue
        self._names |= {indicator.title.casefold(): code for code, indicator in catalogue.items()}
        self._names |= {ref.line.casefold(): ref.line for ref in self.ruleset.line_index.lines.values()}
        self._names |= {code: code for code in catalogue}
        return self._names


def _no_exact(ref: LineRef) -> ResolvedLine:
    objects = list(dict.fromkeys(row.object_id for row in ref.rows))
    code = "line-ambiguous" if len(objects) > 1 else "line-not-exact"
    return _make_refusal(code, " or ".join(objects), ref.line)


def _make_refusal(code: str, detail: str, value: str | None = None) -> ResolvedLine:
    return ResolvedLine(None, faults=(TextFault(code, detail, value),))


def resolve_all(finder: LineResolver, pairs: Iterable[tuple[str, str]]) -> list[ResolvedLine]:
    """One result for each pair of text and period."""
    return [finder.resolve(text, period) for text, period in pairs]
