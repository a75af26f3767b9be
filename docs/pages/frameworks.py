"""The frameworks of outcomes: what is known of each, and which indicators its metrics are matched to."""

from __future__ import annotations

from docs.pages.markdown import code, page, table, words
from mappings.definitions.frameworks import Framework, Metric, Outcome
from mappings.ruleset.ruleset import Ruleset


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``frameworks.md``."""
    return {"frameworks.md": page("Frameworks of outcomes", _opening(), *map(_section, ruleset.frameworks.values()))}


def _opening() -> str:
    return (
        "Compiled from published figures, and sent by nobody ([how](../howto/compile-local-outcomes.md)). A metric is "
        "an indicator of its own; what only resembles it is *related*, and never stands in its place. Codes are ours."
    )


def _section(framework: Framework) -> str:
    about = framework.about
    counts = "; ".join(
        f"{what}: {each.number} in all ({each.confidence}: {each.source})" for what, each in about.counts.items()
    )
    rows = [_row(framework, *pair) for pair in framework.metrics_by_outcome]
    headings = ("outcome", "metric", "standing", "publisher", "publication", "confidence", "indicators")
    says = f"{about.says} {counts[0].upper()}{counts[1:]}. The rest is not established here."
    sources = "\n".join(f"- {source}" for source in about.sources)
    return "\n\n".join(
        [f"## {about.title}", f"{about.publication}.", says, table(headings, rows), about.notes or "", sources]
    )


def _row(framework: Framework, outcome: Outcome, metric: Metric | None) -> tuple[str, ...]:
    if metric is None:
        return outcome.title, "not established", "", "", "", outcome.confidence, ""
    matches = "; ".join(
        f"{code(each.object_id)} ({words(each.predicate_id.removeprefix('skos:').removesuffix('Match'))})"
        for each in framework.matches_of(metric.code)
    )
    return (outcome.title, metric.title, metric.standing, metric.publisher, metric.publication, metric.confidence,
            matches)  # fmt: skip
