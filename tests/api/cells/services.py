"""The API before a nation's store, and what is asked of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from returnonce.access.principals import Principal
from returnonce.access.rate_limits import RateLimits
from tests.contexts import make_context
from tests.exports.editions.worlds import REGULATOR, World

Ask = Callable[..., Any]
Row = dict[str, Any]


def asking(world: World, clock: Any = None) -> Ask:
    """A caller's GET; underscores in names of headers are hyphens."""
    clients: dict[Principal, TestClient] = {}

    def ask(path: str, who: Principal = REGULATOR, **headers: str) -> Any:
        if who not in clients:
            context = make_context(world.engine, world.home, world.ruleset, clock=world.clock, settings=world.settings)
            app = create_app(context, default_principal=who)
            state_of(app).rate_limits = RateLimits(requests=10_000)
            clients[who] = TestClient(app, raise_server_exceptions=False)
        return clients[who].get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return ask


def cells(answer: Any) -> list[Row]:
    """The cells of a JSON answer; figures as they are written."""
    assert answer.status_code == 200, answer.text
    rows: list[Row] = json.loads(answer.content, parse_float=Decimal, parse_int=Decimal)["cells"]
    return rows


def pages(ask: Ask, path: str, who: Principal = REGULATOR) -> Iterator[list[Row]]:
    """Page after page, by the links."""
    following: str | None = path
    while following:
        answer = ask(following, who)
        yield cells(answer)
        following = answer.links.get("next", {}).get("url")


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
