"""Frameworks of outcomes: what ships says no more than is known, and a pack adds the rest as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.checks.framework_checks import find_framework_problems
from mappings.checks.pack_checks import check_packs
from mappings.definitions.frameworks import Framework
from mappings.definitions.lines import EXACT
from mappings.ruleset.loading import load_ruleset
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import Refused
from tests.mappings.packs.pack_folders import write_pack

FOLDER = "mappings/frameworks/local-outcomes"
OUTCOMES = "code\ttitle\tconfidence\tsource\n"
METRICS = "code\toutcome\ttitle\tstanding\tpublisher\tpublication\tconfidence\tsource\tnotes\n"
MATCHES = "metric\tpredicate_id\tobject_id\tconfidence\tcomment\n"
#: A made-up outcome, as somebody who has the page would write it.
OUTCOME = "made-up\tMade-up outcome\thigh\ta test\n"
METRIC = "made-up-metric\tmade-up\tA made-up metric\tstated\tmhclg\tnot established\thigh\ta test\t\n"


def shipped() -> Framework:
    return load_ruleset().frameworks["local-outcomes"]


def test_what_ships_is_what_the_reference_knows() -> None:
    framework = shipped()
    assert (len(framework.outcomes), framework.about.counts["outcomes"].number) == (6, 16)
    standings = [metric.standing for metric in framework.metrics]
    assert [standings.count(each) for each in ("stated", "placeholder", "to be confirmed")] == [9, 2, 1]
    assert {metric.publication for metric in framework.metrics} == {"not established"}
    assert {metric.publisher for metric in framework.metrics if metric.standing == "stated"} == {"mhclg", "ons"}


def test_a_metric_is_its_own_indicator_and_older_ones_are_only_related() -> None:
    framework, catalogue = shipped(), load_ruleset().catalogue
    for metric in framework.metrics:
        own = framework.exact_indicator(metric.code)
        assert (own is not None) == (metric.standing == "stated"), metric.code
    others = {each.object_id for each in framework.matches if each.predicate_id != EXACT}
    # All of them ended with the National Indicator Set.
    assert {str(catalogue[code].in_force.end) for code in others} == {"2011-04-01"}


def test_a_pack_adds_the_rest_as_rows(tmp_path: Path) -> None:
    files = {f"{FOLDER}/outcomes.tsv": OUTCOMES + OUTCOME, f"{FOLDER}/metrics.tsv": METRICS + METRIC}
    framework = load_ruleset(packs=[write_pack(tmp_path, files=files)]).frameworks["local-outcomes"]
    last = framework.metrics_by_outcome[-1]
    assert [last[0].title, last[1] and last[1].title] == ["Made-up outcome", "A made-up metric"]
    # Two outcomes that are known by name have no metric that is.
    assert sum(metric is None for _, metric in framework.metrics_by_outcome) == 2


@pytest.mark.parametrize(
    ("files", "row", "words"),
    [
        ({"metrics.tsv": METRICS + METRIC}, None, "made-up-metric: made-up is no outcome"),
        (
            {"matches.tsv": MATCHES + f"made-up-metric\t{EXACT}\tcla-rate\thigh\t\n"},
            None,
            "made-up-metric is no metric",
        ),
        ({"matches.tsv": MATCHES + f"homes-rated-epc-c\t{EXACT}\tcla-rate\thigh\t\n"}, None, "is two indicators"),
        ({"matches.tsv": MATCHES + f"private-rented-enforcement\t{EXACT}\tcla-rate\thigh\t\n"}, None, "a placeholder"),
        ({"metrics.tsv": METRICS + METRIC.replace("stated", "said")}, 2, "standing"),
    ],
)
def test_a_slip_in_a_row_is_told_with_its_file(
    tmp_path: Path, files: dict[str, str], row: int | None, words: str
) -> None:
    pack = write_pack(tmp_path, files={f"{FOLDER}/{name}": text for name, text in files.items()})
    if row is None:
        said = [str(problem) for problem in find_framework_problems(load_ruleset(packs=[pack]))]
    else:
        problems, _ = check_packs(read_definition_files(packs=[pack]))
        said = [f"{problem} row {row}" for problem in problems if problem.line == row]
    assert [each for each in said if words in each and next(iter(files)) in each], said


def test_a_metric_that_ships_is_not_written_again(tmp_path: Path) -> None:
    row = METRIC.replace("made-up-metric\tmade-up", "homes-rated-epc-c\thousing-supply")
    with pytest.raises(Refused, match="homes-rated-epc-c"):
        load_ruleset(packs=[write_pack(tmp_path, files={f"{FOLDER}/metrics.tsv": METRICS + row})])
