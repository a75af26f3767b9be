"""Runs csc-validator-be-cin on a census, in that validator's own environment, and writes what it said as JSON.

Run as ``python cin.py YEAR XML OUT``; YEAR is that in which the census year ends. A rule that raises is only printed
by the validator, and its run goes on: what it prints is read here.
"""

import contextlib
import io
import json
import logging
import re
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from cin_validator import cin_validator as judge  # noqa: E402
from cin_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402
from costs import Costs  # noqa: E402

RAISED = re.compile(r"^Error with rule (\w+): (.*)$", re.MULTILINE)


def main(year, path, out):
    rules, printed = get_year_ruleset(year), io.StringIO()
    costs = Costs()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        tables = judge.process_data(judge.convert_data(ElementTree.parse(path).getroot()))
        validator = judge.CinValidator(tables, rules)
    raised = dict(RAISED.findall(printed.getvalue()))
    told = {
        "rules": len(rules),
        "ran": [str(code) for code in rules if str(code) not in raised],
        "skipped": {},
        "raised": raised,
        "wrapped": {},
        "issues": all_issues(validator),
        "messages": {str(code): rule.message for code, rule in rules.items()},
        "costs": costs.told(),
    }
    Path(out).write_text(json.dumps(told), encoding="utf-8")


def all_issues(found):
    """One row for each issue: rule, child, table; those of the whole return have neither."""
    rows = found.full_issue_df.drop_duplicates(["rule_code", "tables_affected", "row_id"])
    columns = ["rule_code", "child_id", "tables_affected", "row_id"]
    own = [[str(code), str(child), str(table), int(row)] for code, child, table, row in rows[columns].values]
    whole = [[str(code), "", "", 0] for code in found.multichild_issues["rule_code"].unique()]
    return own + whole


if __name__ == "__main__":
    main(*sys.argv[1:])
