"""How well the overlap finder does: precision and recall, by confidence. ``make overlap`` prints it.

Questions with known answers, none of which it may look up: Vital Signs beside National Indicators (without the
Vital Signs' own lines), National Indicators beside the catalogue's own definitions (without any line of any return),
and a list of titles from elsewhere, written by hand before the finder was, of which half was kept apart
while it was made. A longer list of measures as publications word them, with their topics, units and axes, has
answers given by hand: one half was looked at while the rules were made, the other is only scored. Thirteen more such
lists, one worded with abbreviations, codes, units and notes, were answered before the finder was run on them. And the
core data set's repeats beside the list of those that people found.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.definitions.lines import EXACT
from mappings.overlap.comparison import CATALOGUE, OverlapReport, find_overlap
from mappings.overlap.profiles import Measure
from mappings.overlap.repeats import REPEATING
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset

DATA = Path(__file__).parents[1] / "tests" / "mappings" / "overlap"
BANDS = ("high", "medium", "low")


@dataclass(frozen=True)
class MeasureQuestions:
    """Measures, and for each the indicators that are right (none where nothing is) or only alike."""

    title: str
    measures: tuple[Measure, ...]
    right: tuple[frozenset[str], ...]
    alike: tuple[frozenset[str], ...] = ()
    against: str = CATALOGUE
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Marks:
    """Best proposals by band: right, a near relation said to be one, wrong. ``missed`` had an answer and got none."""

    title: str
    expected: int
    nothing: int
    right: Counter[str]
    related: Counter[str]
    wrong: Counter[str]
    missed: int
    quiet: int
    falsely_same: int


def rows(name: str) -> list[dict[str, str]]:
    """A table beside the overlap finder's tests."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def mark(ruleset: Ruleset, questions: MeasureQuestions) -> Marks:
    """Ask, and compare the best proposal for each measure with the answers."""
    report = find_overlap(ruleset, questions.measures, against=questions.against, without=questions.without)
    right, related, wrong = Counter[str](), Counter[str](), Counter[str]()
    missed = quiet = falsely = 0
    alike = questions.alike or (frozenset[str](),) * len(questions.measures)
    for each, answers, near in zip(report.measures, questions.right, alike, strict=True):
        best = each.proposals[0] if each.proposals else None
        if best is None:
            missed, quiet = missed + bool(answers), quiet + (not answers)
        elif best.indicator in answers:
            right[best.band] += 1
        elif best.indicator in near and best.proposal != "same":
            related[best.band] += 1
        else:
            wrong[best.band] += 1
            falsely += best.proposal == "same"
    expected = sum(1 for answers in questions.right if answers)
    return Marks(
        questions.title, expected, len(questions.measures) - expected, right, related, wrong, missed, quiet, falsely
    )


def _codes(ruleset: Ruleset, return_code: str) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = {}
    for line in ruleset.returns[return_code].lines:
        if line.predicate_id == EXACT:
            codes.setdefault(line.subject_id, set()).add(line.object_id)
            codes.setdefault(line.subject_id.partition(".")[0], set()).add(line.object_id)
    return codes


def vital_signs(ruleset: Ruleset) -> MeasureQuestions:
    """Each Vital Sign beside the National Indicators that the reference pairs it with."""
    national, listed = _codes(ruleset, "national-indicators"), rows("vital_signs.tsv")
    answers = [
        frozenset().union(*(national[code.strip()] for code in row["national_indicators"].split(";") if code.strip()))
        for row in listed
    ]
    measures = tuple(Measure(n, row["title"], unit=row["unit"]) for n, row in enumerate(listed))
    return MeasureQuestions(
        "Vital Signs beside National Indicators", measures, tuple(answers), against="national-indicators",
        without=frozenset({"vital-signs"}),
    )  # fmt: skip


def definitions(ruleset: Ruleset) -> MeasureQuestions:
    """Each National Indicator's title beside the catalogue's own titles and definitions."""
    national = _codes(ruleset, "national-indicators")
    lines = {line.subject_id: line for line in ruleset.returns["national-indicators"].lines}
    measures = tuple(Measure(n, line.subject_label, unit=line.unit) for n, line in enumerate(lines.values()))
    answers = tuple(frozenset(national[code]) for code in lines)
    every = frozenset(ruleset.returns)
    return MeasureQuestions(
        "National Indicators beside the catalogue's own definitions", measures, answers, without=every
    )


def unseen(half: int | None) -> MeasureQuestions:
    """Titles from elsewhere: half 0 was looked at while the finder was made, half 1 was not."""
    listed = [row for n, row in enumerate(rows("unseen.tsv")) if half in (None, n % 2)]
    measures = tuple(Measure(n, row["title"], unit=row["unit"]) for n, row in enumerate(listed))
    codes = [frozenset(row["codes"].split()) for row in listed]
    right = tuple(
        right_codes if row["expect"] == "same" else frozenset[str]()
        for row, right_codes in zip(listed, codes, strict=True)
    )
    alike = tuple(
        right_codes if row["expect"] == "alike" else frozenset[str]()
        for row, right_codes in zip(listed, codes, strict=True)
    )
    name = {0: "Titles from elsewhere, looked at", 1: "Titles from elsewhere, kept apart"}.get(
        half if half is not None else 2
    )
    return MeasureQuestions(name or "Titles from elsewhere", measures, right, alike)


def development(half: int) -> MeasureQuestions:
    """Measures of publications, their answers given by hand: half 0 was looked at, half 1 is only scored."""
    name = "Measures of publications, " + ("looked at", "only scored")[half]
    return _ask(name, [row for n, row in enumerate(rows("development.tsv")) if n % 2 == half])


def blind() -> MeasureQuestions:
    """Measures of publications in other wordings, answered before the finder was run on them.

    On the first run 53 of 56 of high confidence were right, 47 of 100 answers were of high confidence and 91 were
    found at all, three wrong ones were called the same. What was general in these faults is mended; one answer was
    corrected.
    """
    return _ask("Measures of publications, answered first", rows("blind.tsv"))


def services() -> MeasureQuestions:
    """Measures of housing, highways, waste, fire, police, health, schools and care, answered before the finder was run.

    On the first run 75 of 78 of high confidence were right and 4 of 4 of medium; 75 of 138 answers were of high
    confidence and 129 were found at all; three wrong ones were called the same. What was general in two of these is
    mended (what a rate is per; a name that another indicator has); one answer was corrected, since the measure is
    worded as the inspection list defines its own.
    """
    return _ask("Measures of services, answered first", rows("services.tsv"))


def national() -> MeasureQuestions:
    """Measures of best value, social care, school, health, police, housing and waste collections, answered first.

    On the first run 49 of 53 of high confidence were right and 6 of 6 of medium; 49 of 89 answers were of high
    confidence and 82 were found at all; four wrong ones were called the same. Three rested on a name or a label that
    says less than the indicator is, one on the alphabet. Those names are gone, and of two that are worded alike the
    one of a whole year comes first.
    """
    return _ask("Measures of national collections, answered first", rows("national.tsv"))


def dashboards() -> MeasureQuestions:
    """Measures of scorecards, outcome frameworks, inspection, crime, transport and waste, answered first.

    Written from memory of these documents and no copy of any; titles that an older list has word for word were left
    out. On the first run 74 of 80 of high confidence were right and 6 of 6 of medium; 110 of 116 answers were found;
    six wrong ones were called the same. Two of these answers were corrected. Two were of half a year where the
    list is of a year, one of a part of an operation, and one of whoever is satisfied with anything.
    """
    return _ask("Measures of scorecards and frameworks, answered first", rows("dashboards.tsv"))


def siblings() -> MeasureQuestions:
    """More measures, many of them siblings of one that ships (another age, group, term or event), answered first.

    Written after the faults of :func:`dashboards` were mended, without any title of an older list. On the first run
    89 of 91 of high confidence were right and 5 of 5 of medium; 127 of 136 answers were found; two wrong ones were
    called the same: one that names no ages where three indicators differ by them, which is mended, and one that
    a part of a line is, whose answer was corrected.
    """
    return _ask("Measures and their siblings, answered first", rows("siblings.tsv"))


def scorecards() -> MeasureQuestions:
    """Measures in the short forms of scorecards, answered first.

    Written after the faults of :func:`siblings` were mended, without any title of an older list. On the first run 74 of
    74 of high confidence were right and 8 of 8 of medium, one of these a near relation said to be one; none was wrongly
    called the same; 112 of 126 answers were found. Since then a rate's number is read apart from ages behind it.
    """
    return _ask("Measures of scorecards in short forms, answered first", rows("scorecards.tsv"))


def indicator_sets() -> MeasureQuestions:
    """Measures of social care, public health, best value, treatment and area agreements, answered first.

    On the first run 34 of 37 of high confidence were right, none was of medium; 68 of 76 answers were found; three
    wrong ones were called the same: ages in a unit, ages before NEETs, and a name that is only recalled. These
    are mended. One answer was corrected (PAF A1 is BVPI 49).
    """
    return _ask("Measures of sets of indicators, answered first", rows("indicator_sets.tsv"))


def handbooks() -> MeasureQuestions:
    """Measures of handbooks, profiles, boards of trusts and scorecards, answered before the finder was run on them.

    Written together with :func:`indicator_sets` and run after its faults were mended. On the first run 57 of 58 of
    high confidence were right (one of these a near relation said to be one) and 3 of 3 of medium; 91 of 101 answers
    were found; one wrong one was called the same (users and carers as carers). One answer was corrected.
    """
    return _ask("Measures of handbooks and profiles, answered first", rows("handbooks.tsv"))


def balanced_scorecards() -> MeasureQuestions:
    """Measures of needs assessments, crime partnerships and scorecards, answered before the finder was run on them.

    Written after the faults of :func:`handbooks` were mended. On the first run 37 of 37 of high confidence and 2 of 2
    of medium were right, none was wrongly called the same; 62 of 70 answers were found. One answer was corrected.
    """
    return _ask("Measures of needs assessments and scorecards, answered first", rows("balanced_scorecards.tsv"))


def statistics() -> MeasureQuestions:
    """Measures of official statistics, surveys, quality frameworks, housing and fire, answered first.

    Written from memory of these publications, without any title of an older list. On the first run 32 of 32 of high
    confidence were right and 7 of 7 of medium (one of these a near relation said to be one); 67 of 76 answers were
    found; none was wrongly called the same. Since then when a year or quarter ends is read as time.
    """
    return _ask("Measures of statistics and surveys, answered first", rows("statistics.tsv"))


def reports() -> MeasureQuestions:
    """Measures of statutory orders, scrutiny reports, providers' returns and plans, answered first.

    Many are worded as these print them: the orders of 2000 to 2008 for police and best value, quality of life
    indicators, health visitors' metrics, council plans, returns of supported housing. On the first run 24 of 25 of high
    confidence and 3 of 3 of medium were right; 73 of 82 answers were found; one was wrongly called the same, whose
    answer was corrected: reviews held in time, which the older lists take for cases reviewed in time.
    """
    return _ask("Measures of orders, reports and returns, answered first", rows("reports.tsv"))


def local_accounts() -> MeasureQuestions:
    """Measures of inspectors' data sets, plans, local accounts and districts' reports, answered first.

    Written after the faults of :func:`reports` were mended, without any title of an older list. On the first run 14 of
    14 of high confidence and 2 of 2 of medium were right, none was wrongly called the same, and 37 of 41 answers were
    found. With the words as they were before those mends it does as well: a new list has other wordings.
    """
    return _ask("Measures of data sets, plans and accounts, answered first", rows("local_accounts.tsv"))


def constitution() -> MeasureQuestions:
    """Measures of public health, the NHS constitution, police, fire, housing, planning, waste, schools and transport.

    Answered first, and without any title of an older list. On the first run 16 of 16 of high confidence and 2 of 2 of
    medium were right, none was wrongly called the same, and all 40 answers were found.
    """
    return _ask("Measures of outcomes, pledges and departments' returns, answered first", rows("constitution.tsv"))


def _ask(name: str, listed: Sequence[Mapping[str, str]]) -> MeasureQuestions:
    measures = tuple(
        Measure(
            n, row["title"], code=row.get("code", ""), unit=row["unit"], definition=row.get("definition", ""),
            topic=row["topic"], axis=row["axis"],
        )
        for n, row in enumerate(listed)
    )  # fmt: skip
    codes = [frozenset(row["codes"].split()) for row in listed]
    right, alike = (
        tuple(
            row_codes if row["expect"] == expect else frozenset[str]()
            for row, row_codes in zip(listed, codes, strict=True)
        )
        for expect in ("same", "alike")
    )
    return MeasureQuestions(name, measures, right, alike)


def core_measures() -> tuple[Measure, ...]:
    """The core data set as a list of titles, as the county wrote it."""
    return tuple(Measure(int(row["line"]), row["title"]) for row in rows("core.tsv"))


def core_pairs(report: OverlapReport) -> list[tuple[str, str, frozenset[str]]]:
    """Each known pair of the core data set: its kind, its lines, and the kinds that were found of it."""
    lines = [each.measure.row for each in report.measures]
    groups = [(repeat.kind, [lines[int(key)] for key in repeat.rows]) for repeat in report.repeats]
    twins = {line: {line} for line in lines}
    for kind, together in groups:
        if kind == "exact":
            twins |= {line: set(together) for line in together}
    pairs = []
    for row in rows("core_pairs.tsv"):
        line_numbers = {int(line) for line in row["lines"].split(";")}
        kinds = (kind for kind, together in groups if _covers(line_numbers, together, {} if kind == "exact" else twins))
        pairs.append((row["kind"], row["lines"], frozenset[str](kinds)))
    return pairs


def _covers(lines: set[int], together: Sequence[int], twins: Mapping[int, set[int]]) -> bool:
    """Whether every wanted line, or a word-for-word twin of it, is among them: each for itself."""
    return lines <= {*together} or {frozenset(twins.get(line, {line})) for line in lines} == {
        frozenset(twins.get(line, {line})) for line in together
    }


def table(marks: Marks) -> str:
    """Precision and recall by band, as a table of a page."""
    lines = [
        f"### {marks.title}",
        "",
        "| confidence | right | near relation, said to be one | wrong | precision | recall to here |",
        "|---|---|---|---|---|---|",
    ]
    reached = 0
    for name in BANDS:
        right, related, wrong = marks.right[name], marks.related[name], marks.wrong[name]
        reached += right
        share = f"{100 * (right + related) / (right + related + wrong):.0f}%" if right + related + wrong else "-"
        lines.append(f"| {name} | {right} | {related} | {wrong} | {share} | {_share(reached, marks.expected)} |")
    lines += [
        "",
        f"{marks.expected} have an answer; {marks.missed} of them got nothing. "
        f"{marks.nothing} have none; {marks.quiet} of them got nothing. "
        f"Said to be the same and are not: {marks.falsely_same}.",
        "",
    ]
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "-"


def core_table(pairs: Sequence[tuple[str, str, frozenset[str]]]) -> str:
    """What was found of each known pair, by kind."""
    lines = ["### The core data set beside itself", "", "| known as | pairs | found as |", "|---|---|---|"]
    for kind in dict.fromkeys(each[0] for each in pairs):
        of_kind = [relations for name, _, relations in pairs if name == kind]
        counts = Counter(", ".join(sorted(relations)) or "nothing" for relations in of_kind)
        lines.append(
            f"| {kind} | {len(of_kind)} | {'; '.join(f'{count} {relations}' for relations, count in counts.items())} |"
        )
    wrong = sum(1 for kind, _, relations in pairs if kind.startswith("looks alike") and relations & REPEATING)
    lines += ["", f"Pairs that look alike and are not, proposed as the same: {wrong}.", ""]
    return "\n".join(lines)


def main() -> int:
    """Print every table."""
    ruleset = load_ruleset(None)
    for questions in (
        *(development(half) for half in (0, 1)),
        blind(),
        services(),
        national(),
        dashboards(),
        siblings(),
        scorecards(),
        indicator_sets(),
        handbooks(),
        balanced_scorecards(),
        statistics(),
        reports(),
        local_accounts(),
        constitution(),
        vital_signs(ruleset),
        definitions(ruleset),
        unseen(0),
        unseen(1),
    ):
        print(table(mark(ruleset, questions)))
    without = frozenset({"core-data-set"})
    print(core_table(core_pairs(find_overlap(ruleset, core_measures(), without=without))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
