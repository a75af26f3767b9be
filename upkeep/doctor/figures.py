"""Checks of figures and findings: known words, known marks, an index that agrees, kept rulesets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from indicators.figures.figure_schema import KINDS, STATUSES, SYMBOLS
from indicators.period.codes import parse_period
from mappings.ruleset.archive import check_archive
from mappings.upgrade.figure_fates import list_unseen_figures
from returnonce.errors import ReturnOnceError
from upkeep.doctor.health_context import HealthContext


def kinds(context: HealthContext) -> Iterator[str]:
    """Marks are places in the lists of marks."""
    query = (
        f"SELECT DISTINCT batch FROM figure WHERE kind NOT BETWEEN 0 AND {len(KINDS) - 1}"  # noqa: S608 (numbers of ours)
        f" OR status NOT BETWEEN 0 AND {len(STATUSES) - 1} OR symbol NOT BETWEEN 0 AND {len(SYMBOLS) - 1} ORDER BY 1"
    )
    yield from (f"figures of batch {batch}" for (batch,) in context.rows(query))


def touches(context: HealthContext) -> Iterator[str]:
    """What is touched is what there are figures of."""
    figures, touched = "SELECT DISTINCT batch, area, period FROM figure", "SELECT batch, area, period FROM touch"
    for first, second in ((figures, touched), (touched, figures)):
        query = f"SELECT DISTINCT batch FROM ({first} EXCEPT {second}) AS odd ORDER BY 1"  # noqa: S608 (our own)
        yield from (f"batch {batch}" for (batch,) in context.rows(query))


def indicators(context: HealthContext) -> Iterator[str]:
    """Indicators are in the catalogue, by their code of now or of then."""
    ruleset = context.app.ruleset
    unseen = {
        each.code: f"indicator {each.code}: {each.describe()}" for each in list_unseen_figures(context.session, ruleset)
    }
    known = {*ruleset.catalogue, *ruleset.former_codes.by_code}
    yield from (
        unseen.get(code, f"indicator {code}")
        for code in _words(context, "indicator")
        if code in unseen or code not in known
    )


def areas(context: HealthContext) -> Iterator[str]:
    """Areas are in the lists."""
    for code in _words(context, "area"):
        try:
            context.app.ruleset.areas.find(code)
        except ReturnOnceError:
            yield f"area {code}"


def periods(context: HealthContext) -> Iterator[str]:
    """Periods can be read."""
    for code in _words(context, "period"):
        try:
            parse_period(code)
        except ReturnOnceError:
            yield f"period {code}"


def findings(context: HealthContext) -> Iterator[str]:
    """Findings are of known kinds."""
    for (code,) in context.rows("SELECT DISTINCT code FROM finding ORDER BY code"):
        if code not in context.app.ruleset.finding_kinds:
            yield f"finding {code}"


def counts(context: HealthContext) -> Iterator[str]:
    """Counts are a JSON object of whole numbers."""
    for name, content in context.rows("SELECT name, counts FROM submission ORDER BY id"):
        try:
            is_sound = all(isinstance(count, int) for count in json.loads(str(content)).values())
        except (ValueError, AttributeError):
            is_sound = False
        if not is_sound:
            yield f"submission {str(name)[:12]}"


def rules(context: HealthContext) -> Iterator[str]:
    """Every ruleset that was in use is kept, and is whole."""
    for (name,) in context.rows("SELECT DISTINCT hash FROM ruleset ORDER BY hash"):
        try:
            check_archive(context.app.objects, str(name))
        except ReturnOnceError as error:
            yield f"files/rulesets/{str(name)[:12]}….zip: {error.what}"


def _words(context: HealthContext, domain: str) -> list[str]:
    return [str(word) for word, kind in context.rows("SELECT text, domain FROM code ORDER BY text") if kind == domain]
