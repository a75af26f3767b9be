"""One uvicorn process: the product with a published edition, a bare route that returns the same bytes, or a bare route
that sends files.

Run as ``python -m bench.edition_server HOME PORT ours|bare|files``.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

KEPT = "edition.json"
#: The folder whose files are sent bare, and the bytes of a piece.
FILES, PIECE = "sent-bare", 1 << 20


def ours(home: Path) -> Any:
    """The application as ``returnonce serve`` makes it, pages and all."""
    from api.app import create_app
    from api.pages.page_state import PageState
    from api.pages.static_files import find_assets
    from api.startup import prepare_to_answer
    from mappings.ruleset.app_context import AppContext
    from returnonce.clock import SystemClock
    from returnonce.settings import Settings

    settings = Settings(home=home, requests_per_minute=1_000_000)
    app = create_app(AppContext(settings, SystemClock()), pages=PageState(find_assets(settings)))
    prepare_to_answer()
    return app


def bare(home: Path) -> Any:
    """Nothing but the bytes, under the same headers as the product sent them; 304 for who shows their tag."""
    content = json.loads((home / KEPT).read_text(encoding="utf-8"))
    answers = {
        path.encode(): (_headers(each["headers"]), _headers(each["same"]), (home / each["body"]).read_bytes(),
                        each["tag"].encode())
        for path, each in content["answers"].items()
    }  # fmt: skip

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await _lifespan(receive, send)
            return
        headers, same, body, tag = answers[scope["raw_path"]]
        etag_shown = next((value for name, value in scope["headers"] if name == b"if-none-match"), None)
        status, response_headers, data = (304, same, b"") if etag_shown == tag else (200, headers, body)
        await send({"type": "http.response.start", "status": status, "headers": response_headers})
        await send({"type": "http.response.body", "body": data})

    return app


def files(home: Path) -> Any:
    """Nothing but the files of a folder, in pieces, each of the length that its header says."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await _lifespan(receive, send)
            return
        path = home / FILES / Path(scope["path"]).name
        headers = [(b"content-length", str(path.stat().st_size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    return app


def _headers(content: list[list[str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in content]


async def _lifespan(receive: Any, send: Any) -> None:
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})


def make(home: Path) -> dict[str, Any]:
    """A store with a published edition of 222 lines, and a regulator's key; the key and the edition's address."""
    from mappings.ruleset.loading import load_ruleset
    from returnonce.access.principals import Grant
    from returnonce.db import open_store
    from returnonce.settings import Settings
    from tests.exports.editions.worlds import World

    world = World(open_store(Settings(home=home)), home, ruleset=load_ruleset())
    world.now = datetime.now(UTC) - timedelta(hours=1)
    about = {"return_code": "national-indicators", "area": "E10000024", "period": "FY2009-10"}
    edition = world.publish(world.approve(world.propose(**about)))
    grant = Grant("regulator", returns=frozenset({"national-indicators"}))
    return {"key": _make_key(world.engine, "regulator", grant), "edition": f"/v1/editions/{edition.name}"}


def make_agency(home: Path) -> dict[str, Any]:
    """A store with nothing in it, and the key of an agency that sends figures."""
    from returnonce.access.principals import Grant
    from returnonce.db import open_store
    from returnonce.settings import Settings

    agency = "nottinghamshire-childrens-services"
    grant = Grant("agency", agencies=frozenset({agency}))
    return {"key": _make_key(open_store(Settings(home=home)), agency, grant), "agency": agency}


def _make_key(engine: Any, name: str, grant: Any) -> str:
    """Of a new client."""
    from returnonce.access.accounts import NewAccount, add_account
    from returnonce.access.api_secrets import SecretTerms, issue_secret
    from returnonce.access.grants import grant_role
    from returnonce.access.principals import OPERATOR
    from returnonce.clock import SystemClock
    from returnonce.db import transaction

    clock = SystemClock()
    with transaction(engine) as session:
        account = add_account(session, clock, NewAccount(name, kind="client"), by=OPERATOR)
        grant_role(session, clock, account, grant, by=OPERATOR)
        return issue_secret(session, clock, account, SecretTerms("key"), by=OPERATOR)[0]


def main(home: Path, port: int, kind: str) -> None:
    """Serve until stopped."""
    app = {"ours": ours, "bare": bare, "files": files}[kind](home)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", lifespan="on")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
