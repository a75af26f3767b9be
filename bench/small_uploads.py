"""Files of two rows, one after another over HTTP: processor seconds of all the server's processes for each."""

from __future__ import annotations

import http.client
import shutil
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.edition_server import make_agency
from bench.processes import Result
from bench.serving import product_server
from bench.start_up import AREA, PERIOD

HEADINGS = "indicator,area,period,numerator,denominator"
#: What is asked of ``/v1/submissions``.
ACTS = {"check": "?check_only=true", "send": ""}
#: Files of a turn, which is timed as a whole: what ended children used is known to a hundredth of a second.
FILES = 20
#: The least count of children.
LEAST = 500


def small_uploads(home: Path, turns: int) -> Result:
    """By act, the middle of so many turns after one that warms up; and the bytes of one file."""
    shutil.rmtree(home, ignore_errors=True)
    account, numbers = make_agency(home), count()
    seconds: dict[str, list[float]] = {act: [] for act in ACTS}
    with product_server(home) as ours:
        for _ in range(turns + 1):
            for act, query in ACTS.items():
                before = ours.cpu_of_all()
                for number in islice(numbers, FILES):
                    send(ours.port, account, query, make_file(number))
                seconds[act].append((ours.cpu_of_all() - before) / FILES)
    return {act: median(each[1:]) for act, each in seconds.items()} | {"bytes": len(make_file(0))}


def make_file(number: int) -> bytes:
    """Two figures, other ones in each file."""
    rows = (f"{code},{AREA},{PERIOD},{part},{LEAST + number}" for code, part in (("NI 62", 62), ("NI 63", 98)))
    return "\n".join((HEADINGS, *rows, "")).encode()


def send(port: int, account: dict[str, Any], query: str, content: bytes) -> None:
    """As an agency's program does, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {account['key']}", "Content-Type": "text/csv"}
    path = f"/v1/submissions{query}{'&' if query else '?'}agency={account['agency']}&file_name=two.csv"
    connection.request("POST", path, content, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status in {200, 201}, body
