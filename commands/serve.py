"""``returnonce init | serve | schedule``: make the store, answer over HTTP, keep the clock."""

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
    """Serve the API on an open store."""
    import uvicorn

    from api.app import create_app

    app = create_app(engine=door.engine, ruleset=door.ruleset, clock=door.clock)
    door.talk.say(f"Listening on http://{host}:{port}/v1/returns (Ctrl-C stops). There is no sign-in yet.")
    uvicorn.run(app, host=host, port=port, log_level=door.settings.log_level)


def schedule() -> None:
    """Keep the clock until stopped: every duty once, however many processes do this."""
    from scheduler import duties, run_forever

    door = enter(False)
    times = ", ".join(f"{duty.code} at {duty.hour:02}:{duty.minute:02}" for duty in duties(door.vault, door.clock))
    door.talk.say(f"Keeping the clock, London time: {times}. Ctrl-C stops.")
    run_forever(door.engine, door.ruleset, door.vault, clock=door.clock)
