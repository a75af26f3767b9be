"""``returnonce init | serve``: make the store, answer over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.door import Door, JsonOption, enter


def init(as_json: JsonOption = False) -> None:
    """Make the store, or bring it up to date."""
    door = enter(as_json)
    dialect = door.engine.dialect.name
    where = str(door.settings.home) if dialect == "sqlite" else "the PostgreSQL database"
    door.talk.data({"store": dialect, "home": str(door.settings.home), "ruleset": door.ruleset.hash})
    door.talk.say(f"The store is ready in {where} ({dialect}).")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Answer over HTTP until stopped. There is no sign-in yet, so keep to 127.0.0.1."""
    door = enter(False)
    run(door, host=host or door.settings.host, port=port or door.settings.port)


def run(door: Door, *, host: str, port: int) -> None:
    """Serve the pages and the API on an open store, to this machine only.

    Raises:
        WrongUsage: the address can be reached from elsewhere, and there is no sign-in yet.
    """
    import uvicorn

    from api.app import create_app
    from api.pages.site import Site, check_host

    check_host(host)
    site = Site(door.settings, vault=lambda: door.vault, postcodes=lambda: door.postcodes)
    app = create_app(
        engine=door.engine, ruleset=door.ruleset, clock=door.clock, site=site, base_url=door.settings.base_url
    )
    named = f"[{host}]" if ":" in host else host
    door.talk.say(f"The pages are at http://{named}:{port}/ and the API at /v1/returns (Ctrl-C stops).")
    door.talk.say("There is no sign-in yet, so only this machine is answered.")
    if site.assets is None:
        door.talk.say("GOV.UK Frontend is not installed, so the pages are plain; make assets installs it (needs Node).")
    uvicorn.run(app, host=host, port=port, log_level=door.settings.log_level)
