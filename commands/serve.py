"""``returnonce init | serve``: make the store, answer over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.setup_pages import is_unset, serve_setup
from commands.start import open_workspace
from returnonce.access.accounts import list_accounts
from returnonce.db import reading

#: Beyond this the server itself refuses a request, in its own words; long before it, we do in ours.
LONGEST_HEAD = 1 << 18
#: Requests may go on for so long after a signal to stop; then their checks are called off.
SHUTDOWN_SECONDS = 5


def init(as_json: JsonOption = False) -> None:
    """Make the store, or bring it up to date."""
    context = open_context(as_json, makes_store=True)
    context.check_keys()
    dialect = context.engine.dialect.name
    where = str(context.settings.home) if dialect == "sqlite" else "the PostgreSQL database"
    context.console.data({"store": dialect, "home": str(context.settings.home), "ruleset": context.ruleset.hash})
    context.console.text(f"The store is ready in {where} ({dialect}).")
    say_notices(context)


def say_notices(context: CommandContext) -> None:
    """Say what an upgrade of the definitions left to look at."""
    from upkeep.upgrade.notices import list_notices

    with reading(context.engine) as session:
        for notice in list_notices(context, session):
            context.console.say(notice, level="warning")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Answer over HTTP until stopped: on this machine, or for everybody behind a server that speaks https.

    Where there is neither a store nor a workspace, it first answers with the pages that make one.
    """
    context = open_context(False)
    if is_unset(Path()):
        workspace = serve_setup(Path(), host=host, port=port)
        if workspace is None:
            return
        context = open_workspace(False, workspace)
    run(context, host=host or context.settings.host, port=port or context.settings.port)


def run(context: CommandContext, *, host: str, port: int, samples: Sequence[tuple[str, str, str]] = ()) -> None:
    """Serve the pages and the API on an open store. ``samples``: who may be signed in as by one press, with title and
    what there is to look at; in a demonstration only, and only on this machine.

    Raises:
        WrongUsage: the address can be reached from elsewhere, and people do not come by https.
    """
    import uvicorn

    from api.app import create_app
    from api.app_state import state_of
    from api.auth.hosts import check_listening_address, public_name
    from api.pages.page_state import PageState, SampleAccount
    from api.pages.static_files import find_assets
    from api.startup import prepare_to_answer
    from collectors.guests.checker import GuestChecker
    from jobs.background.upload_thread import UploadThreads
    from jobs.job_runner import worker_name
    from mappings.ruleset.definition_watch import DefinitionWatch
    from returnonce.progress import hide_progress, show_progress_on
    from returnonce.server_logs import take_over_logs
    from returnonce.stopping import exit_on_terminate

    settings, context.lives_long = context.settings, True
    context.check_keys()
    # In a demonstration anybody is let in, so nobody but this machine is answered.
    base_url = None if samples else settings.base_url
    check_listening_address(host, base_url)
    pages = PageState(find_assets(settings), tuple(SampleAccount(*sample) for sample in samples))
    checker = GuestChecker(settings)
    app = create_app(context, pages=pages, base_url=base_url, checker=checker)
    local_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    state_of(app).local_url = local_url
    context.console.say(f"The pages are at {local_url}/ and the API at /v1/returns (Ctrl-C stops).")
    if not public_name(base_url):
        context.console.say("Only this machine is answered. Others need https: see RETURNONCE_BASE_URL.")
    if samples:
        context.console.say("Sign in as any of the sample people with one press.")
    elif not _anybody(context):
        context.console.say("There is no account yet, so nobody can sign in: returnonce user add makes one.")
    if pages.assets is None:
        context.console.say(
            "GOV.UK Frontend is not installed, so the pages are plain; make assets installs it (needs Node)."
        )
    context.ruleset.load_parts()
    say_notices(context)
    prepare_to_answer()
    take_over_logs(settings)
    checker.start(context)
    uploads = UploadThreads(context, checker, f"{worker_name()}/serve")
    state_of(app).wake_judges = uploads.wake
    uploads.start()
    watch = DefinitionWatch(context, state_of(app).take_context)
    watch.start()
    # Uvicorn sends itself the signal once more when it is done.
    exit_on_terminate()
    hide_progress()
    try:
        # Only a proxy that is named is believed when it says where a caller is: limits and keys' networks rest on it.
        # What requests do is theirs, and no progress of this command.
        with show_progress_on(None):
            uvicorn.run(
                app, host=host, port=port, log_level=settings.log_level, log_config=None, access_log=False,
                proxy_headers=settings.proxy is not None, forwarded_allow_ips=settings.proxy, server_header=False,
                h11_max_incomplete_event_size=LONGEST_HEAD, timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )  # fmt: skip
    finally:
        watch.stop()
        uploads.stop()
        checker.close()


def _anybody(context: CommandContext) -> bool:
    with reading(context.engine) as session:
        return any(account.ended_at is None for account in list_accounts(session))
