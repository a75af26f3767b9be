"""Runs csc-validator-be-903 on files, in that validator's own environment, and writes what it said as JSON.

Run as ``python ssda903.py JOB OUT``. JOB is JSON: ``year`` (in which the collection ends), ``area``, ``providers``
(rows of a made-up list of providers, or none), ``postcodes`` (made-up ones beside its own: postcode, easting, northing,
authority) and ``files`` (``path`` and ``year``: this or last).

What is wrapped, each because the validator is known to trip over it: nothing found makes ``create_issue_df`` raise;
rules that raise are put aside without a word; some rules ask for columns that no file has; one drops everybody of 20
and more from its sums and then finds them wanting, and mixes up rows of the two years; its reader of the XML form makes
tables that its own report cannot take.

What is left as it is: rules share the cells of their tables, and some write into them, so that a rule may see what one
before it wrote. The end of an open episode is one such cell.
"""

import contextlib
import io
import json
import logging
import sys
import warnings
from dataclasses import replace
from pathlib import Path

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import openpyxl  # noqa: E402
import pandas as pd  # noqa: E402
from costs import Costs  # noqa: E402
from lac_validator import datastore  # noqa: E402
from lac_validator import lac_validator as judge  # noqa: E402
from lac_validator.report import Report  # noqa: E402
from lac_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402

logging.disable(logging.CRITICAL)
DESCRIPTIONS = {"this": "This year", "last": "Prev year"}
PROVIDERS = (
    "URN", "Local Authority", "Provider type", "Placement code", "Placement provider code", "Deregistration date",
    "Setting address postcode",
)  # fmt: skip
#: Rule, table, the column that it asks for, and the one that holds it.
MISNAMED = (
    ("231", "Header", "UASC_STATUS", "UASC"),
    ("233", "Episodes", "DATE_EPISODE_CEASED", "DEC"),
    ("709", "Episodes", "PLACEMENT", "PLACE"),
    ("710", "Episodes", "PLACEMENT", "PLACE"),
)
OF_20, APART = "1001", 10_000_000


def main(job_path, out):
    job = json.loads(Path(job_path).read_text(encoding="utf-8"))
    rules, wrapped = mended(get_year_ruleset(job["year"]))
    raised = {}
    # The validator logs an exception and goes on; what it logs is the only trace of it.
    judge.logger.exception = lambda text: raised.setdefault(text.split()[2], describe(sys.exc_info()[1]))
    judge.read_from_text = with_rows(judge.read_from_text)
    datastore.postcodes = Postcodes(datastore.postcodes, job["postcodes"])
    costs = Costs()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        validator = judge.LacValidator(
            {"collectionYear": job["year"], "localAuthority": job["area"]}, files(job), rules
        )
        issues = all_issues(validator, rules)
    told = {
        "rules": len(rules),
        "ran": [str(code) for code in validator.dones],
        "skipped": {str(code): missing(rules[code], validator) for code in validator.skips},
        "raised": {str(code): raised.get(str(code), "") for code in validator.fails},
        "wrapped": wrapped,
        "issues": issues,
        "messages": {str(code): rule.message for code, rule in rules.items()},
        "costs": costs.told(),
    }
    Path(out).write_text(json.dumps(told), encoding="utf-8")


class Postcodes:
    """The validator's own postcodes, and made-up ones in their place where they are the same."""

    def __init__(self, own, made_up):
        districts = datastore.la_df.drop_duplicates("UTLA21CD").set_index("UTLA21CD")["LTLA21CD"]
        rows = [(code, districts.get(area, area), east, north) for code, east, north, area in made_up]
        self.own, self.load_postcodes = own, own.load_postcodes
        self.made_up = pd.DataFrame(rows, columns=["pcd_abbr", "laua", "oseast1m", "osnrth1m"])

    @property
    def dataframe(self):
        own = self.own.dataframe
        return pd.concat([own[~own["pcd_abbr"].isin(self.made_up["pcd_abbr"])], self.made_up])


def with_rows(read):
    """Its reader of the XML form makes tables without columns where there are no rows, and its report trips on them."""

    def run(raw_files):
        tables, told = read(raw_files=raw_files)
        return {name: table for name, table in tables.items() if len(table.columns)}, told

    return run


def files(job):
    given = [
        {"name": Path(one["path"]).name, "description": DESCRIPTIONS[one["year"]],
         "file_content": Path(one["path"]).read_bytes()}
        for one in job["files"]
    ]  # fmt: skip
    if job["providers"]:
        given.append({"name": "providers.xlsx", "description": "CH lookup", "file_content": workbook(job["providers"])})
    return given


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(PROVIDERS)
    for row in rows:
        book.active.append([pd.Timestamp(cell) if at == 5 and cell else cell for at, cell in enumerate(row)])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def mended(rules):
    """The year's rules, those that cannot work as they are wrapped so that they can; and which those are."""
    rules, told = dict(rules), {}
    for code, table, asked, held in MISNAMED:
        if code in rules:
            rules[code] = replace(rules[code], func=with_column(rules[code].func, table, asked, held))
            told[code] = f"asks for {table}.{asked}, which no file has; {held} was given under that name"
    if OF_20 in rules:
        rules[OF_20] = replace(rules[OF_20], func=under_20(rules[OF_20].func))
        told[OF_20] = (
            "finds everybody of 20 or more wanting, having dropped them from its sums, and takes rows of one year for "
            "those of the other; it was not shown the former, and the rows were numbered apart"
        )
    return rules, told


def with_column(rule, table, asked, held):
    def run(tables):
        if table in tables and held in tables[table]:
            tables = tables | {table: tables[table].assign(**{asked: tables[table][held]})}
        return rule(tables)

    return run


def under_20(rule):
    def run(tables):
        if "OC3" in tables:
            born = pd.to_datetime(tables["OC3"]["DOB"], format="%d/%m/%Y", errors="coerce")
            end = pd.to_datetime(tables["metadata"]["collection_end"], format="%d/%m/%Y")
            young = tables["OC3"][~(born + pd.DateOffset(years=20) <= end)]
            shown = {"OC3": young.reset_index(drop=True)}
            if "Episodes_last" in tables:
                shown["Episodes_last"] = tables["Episodes_last"].set_index(tables["Episodes_last"].index + APART)
            rule_result = rule(tables | shown)
            return (
                {name: [young.index[at] for at in rows] for name, rows in rule_result.items()}
                if rule_result
                else rule_result
            )
        return rule(tables)

    return run


def all_issues(found, rules):
    """One row for each issue: rule, child, table. No issue makes the validator's own report raise."""
    report = Report(found.ds_results, rules)
    try:
        frame = judge.create_issue_df(report.report, report.error_report)
    except ValueError as error:
        if "No objects to concatenate" not in str(error):
            raise
        return []
    held = frame.drop_duplicates(["rule_code", "tables_affected", "row_id"])
    columns = ["rule_code", "child_id", "tables_affected", "row_id"]
    return [[str(code), str(child), str(table), int(row)] for code, child, table, row in held[columns].values]


def missing(rule, found):
    """Why a rule was skipped: what it needs and was not given, as far as it names it."""
    named = [name for name in rule.tables or () if name]
    given = {name.upper() for name in found.dfs}
    if any("Provider" in name for name in named) and "provider_info" not in found.metadata:
        return "needs a list of providers"
    gone = [name for name in named if name.upper() not in given and "Provider" not in name]
    if any(name.endswith("_last") for name in gone):
        return "needs tables of last year"
    if gone:
        return "needs " + ", ".join(gone)
    if any(found.dfs[name].empty for name in named if name in found.dfs):
        return "has no rows to look at"
    if found.metadata.get("file_format") == "csv":
        return "is for the XML form only"
    return "needs a table that it does not name"


def describe(error):
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    main(*sys.argv[1:])
