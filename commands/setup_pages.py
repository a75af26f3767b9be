"""The setup as pages, which ``serve`` answers with where there is neither a workspace nor a store yet."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from commands.start import open_workspace
from mappings.ruleset.loading import load_ruleset
from returnonce.clock import SystemClock
from returnonce.console import Console
from returnonce.definition_files.file_tree import RELEASE
from returnonce.settings import Settings, read_settings
from returnonce.settings_file import STORE, find_earlier_home, find_workspace


def is_unset(here: Path) -> bool:
    """Whether nothing says where a store is to be: no workspace, no variable, and no store of before."""
    settings = read_settings(os.environ, here)
    named = os.environ.get("RETURNONCE_HOME") or settings.database_url or find_workspace(here)
    return (
        not named and not (settings.home / STORE).exists() and not find_earlier_home(here, RELEASE, but=settings.home)
    )


def serve_setup(here: Path, *, host: str | None, port: int | None) -> Path | None:
    """Serve the pages of a setup until a workspace is made, and give its folder; None where they were stopped.

    Raises:
        WrongUsage: the address can be reached from elsewhere, and people do not come by https.
    """
    import uvicorn

    from api.auth.hosts import check_listening_address
    from api.pages.static_files import find_assets
    from api.setup.app import create_setup_app
    from api.setup.journey import SetupJourney

    settings, console = read_settings(os.environ, here), Console(False)
    host, port = host or settings.host, port or settings.port
    check_listening_address(host, settings.base_url)
    ruleset = load_ruleset(samples=False)
    journey = SetupJourney(ruleset, SystemClock(), here.resolve(), partial(open_workspace, False))
    app = create_setup_app(journey, settings, find_assets(settings), base_url=settings.base_url)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, log_level="warning", log_config=None, access_log=False, server_header=False
        )
    )
    journey.stop = partial(setattr, server, "should_exit", True)
    _tell(console, settings, host, port, journey.code)
    server.run()
    return journey.report.draft.folder if journey.report else None


def _tell(console: Console, settings: Settings, host: str, port: int, code: str) -> None:
    pages = settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    console.say("There is no store here. Its setup is served as pages; returnonce start does the same in a terminal.")
    # A secret: for this screen, and for no log.
    console.text(f"Open {pages.rstrip('/')}/setup and type this code: {code}")
