"""Another state of every kind of definition, and what of a ruleset shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.ruleset.ruleset import Ruleset

#: Folder or file, what stands there, what is put instead; it must be seen in the ruleset, as :func:`parts` tells.
CHANGES = (
    ("indicators/catalogue/annex-a/annex-a-care-leavers-in-touch.yaml", "title: ", "title: CHANGED "),
    ("indicators/breakdowns/sex.yaml", "title: Sex", "title: CHANGED"),
    ("indicators/wholes/plans-open-by-duration.yaml", "title: Open", "title: CHANGED"),
    ("indicators/areas/areas.csv", ",Lewisham,", ",CHANGED,"),
    ("indicators/factors/crc-FY2010-11.yaml", "title: CRC", "title: CHANGED"),
    ("indicators/records/concepts/in-touch.tsv", "\tYES\t", "\tCHANGED\t"),
    ("indicators/records/sets/children-in-need/set.yaml", "title: ", "title: CHANGED "),
    ("indicators/records/sets/children-in-need/views.yaml", "title: ", "title: CHANGED "),
    ("mappings/burden/counts.yaml", "title: Returns to make", "title: CHANGED"),
    ("mappings/burden/assumptions.yaml", "formula: (hours x", "formula: CHANGED (hours x"),
    ("mappings/jobs/jobs.yaml", "title: ", "title: CHANGED "),
    ("mappings/overlap/words.tsv", "\tlooked after children;", "\tCHANGED;looked after children;"),
    ("mappings/look_alikes.tsv", "word for word", "CHANGED"),
    ("mappings/returns/crc/FY2010-11.yaml", "title: ", "title: CHANGED "),
    ("mappings/places/lewisham/place.yaml", "title: London", "title: CHANGED London"),
    ("mappings/calendars/england-bank-holidays.csv", "New Year's Day", "CHANGED"),
    ("mappings/schedule/reminders.yaml", "days_before: [28, ", "days_before: [27, "),
    ("mappings/schedule/event_kinds.yaml", "title: Notice of an inspection", "title: CHANGED"),
    ("mappings/sources/cla-rates.yaml", 'title: "', 'title: "CHANGED '),
    ("mappings/scheduled_returns/sen2.yaml", "title: ", "title: CHANGED "),
    ("mappings/frameworks/local-outcomes/framework.yaml", "title: ", "title: CHANGED "),
    ("mappings/reports/board-report.yaml", 'title: "', 'title: "CHANGED '),
    ("mappings/surveys/adult-carers-survey.yaml", "title: ", "title: CHANGED "),
    ("mappings/record_returns/cin.yaml", "title: Children", "title: CHANGED Children"),
    ("mappings/layouts/local-area-agreement.yaml", "contents: Each", "contents: CHANGED Each"),
    ("mappings/portals", "title: ", "title: CHANGED "),
    ("mappings/disclosure/rules", "title: ", "title: CHANGED "),
    ("mappings/editions/reasons.yaml", "words: a figure was", "words: CHANGED a figure was"),
    ("mappings/inspection_lists/column_origins.tsv", "\tWhole years on the day.", "\tCHANGED Whole years on the day."),
    ("mappings/packs/shipped/treatment.yaml", "title: Drug", "title: CHANGED"),
    ("mappings/findings/figures.yaml", 'what: "The file is empty.', 'what: "CHANGED The file is empty.'),
)


def changed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Definition files with each of the changes."""
    made = dict(files)
    for name, old, new in CHANGES:
        for each in [path for path in made if path == name or path.startswith(f"{name}/")]:
            if each == name or each.endswith(".yaml"):
                assert old.encode() in made[each], (name, old)
                made[each] = made[each].replace(old.encode(), new.encode())
    return made


def parts(ruleset: Ruleset) -> dict[str, str]:
    """What a ruleset has of each file or folder that is changed."""
    found: dict[str, Any] = {
        "indicators/catalogue": ruleset.catalogue["annex-a-care-leavers-in-touch"].title,
        "indicators/breakdowns": ruleset.breakdowns["sex"].title,
        "indicators/wholes": ruleset.wholes["plans-open-by-duration"].title,
        "indicators/areas": ruleset.areas.find("E09000023").name,
        "indicators/factors": ruleset.factor_sets["crc-FY2010-11"].title,
        "indicators/records/concepts": ruleset.records.concept("in-touch"),
        "indicators/records/sets": ruleset.records.record_set("children-in-need").title,
        "indicators/records/sets, views": ruleset.records.record_set("children-in-need").views,
        "mappings/burden/counts.yaml": ruleset.burden.counts.by_code["returns"].title,
        "mappings/burden/assumptions.yaml": ruleset.burden.assumptions,
        "mappings/jobs": ruleset.jobs.jobs,
        "mappings/look_alikes.tsv": ruleset.pairs,
        "mappings/returns": ruleset.returns["crc"],
        "mappings/places": ruleset.places["lewisham"].title,
        "mappings/packs": ruleset.packs["treatment"].manifest.title,
        "mappings/calendars": ruleset.calendars["england"],
        "mappings/schedule/reminders.yaml": ruleset.reminders.days_before[0],
        "mappings/schedule/event_kinds.yaml": ruleset.event_kinds,
        "mappings/sources": ruleset.sources["cla-rates"].title,
        "mappings/scheduled_returns": ruleset.scheduled_returns["sen2"].title,
        "mappings/frameworks": ruleset.frameworks["local-outcomes"].about.title,
        "mappings/reports": ruleset.reports["board-report"].title,
        "mappings/surveys": ruleset.surveys["adult-carers-survey"].title,
        "mappings/record_returns": ruleset.record_returns["cin"].title,
        "mappings/layouts": ruleset.layouts["local-area-agreement"].sheets[0].contents,
        "mappings/portals": ruleset.portals,
        "mappings/disclosure": ruleset.disclosure,
        "mappings/overlap": ruleset.overlap.concepts,
        "mappings/editions": ruleset.edition_reasons,
        "mappings/inspection_lists": ruleset.column_origins,
        "mappings/findings": ruleset.finding_kinds["file-empty"],
    }
    return {name: repr(value) for name, value in found.items()}
