"""The API on a store of its own, spoken to in-process, and a few files to send."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.principals import OPERATOR, Principal
from returnonce.clock import Clock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.shipped import load_ruleset

HEAD = b"indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note\n"
#: Who sends them, and the file.
AGENCY = "lewisham-childrens-services"
GOOD = HEAD + b"NI 62,Lewisham,FY2009-10,,,45,450,,,,\n"
BAD = HEAD + b"NI 62,Lewisham,2009,,,45,450,,,,\n"
CSV = {"Content-Type": "text/csv"}


@cache
def rules() -> Ruleset:
    return load_ruleset()


def service(
    settings: Settings, *, engine: Engine | None = None, unsigned: Principal = OPERATOR, clock: Clock | None = None
) -> FastAPI:
    """An application on a store under ``settings``; whoever shows no key is ``unsigned``."""
    context = make_context(engine, ruleset=rules(), clock=clock, settings=settings)
    return create_app(context, default_principal=unsigned)


def client_of(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def send(client: httpx2.Client, data: bytes, *, headers: Mapping[str, str] | None = None, **query: Any) -> Any:
    asked = {"agency": AGENCY, "file_name": "figures.csv"} | query
    return client.post("/v1/submissions", params=asked, content=data, headers={**CSV, **(headers or {})})
