"""Entry point: ``returnonce …``. Arguments in, one call, exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Annotated, Any

import structlog
import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from commands import (
    answer,
    approvals,
    backup,
    bundle,
    burden,
    catalogue,
    client,
    collect,
    compare,
    demo,
    disclosure,
    doctor,
    editions,
    event,
    extend,
    feed,
    figure,
    fill,
    fill_records,
    key,
    overlap,
    plan,
    progress,
    records,
    reminders,
    restate,
    schedule,
    sent,
    serve,
    user,
    verify,
    webhook,
    work,
)
from returnonce.console import Console
from returnonce.errors import ReturnOnceError, WrongUsage, exit_code
from returnonce.logs import configure
from returnonce.settings import Settings

#: Verbs by who uses them; a verb is a command or a family of commands.
VERBS: dict[str, dict[str, Callable[..., None] | typer.Typer]] = {
    "Collect: who is asked, and what comes in": {
        "plan": plan.plan,
        "progress": progress.progress,
        "reminders": reminders.reminders,
        "extend": extend.extend,
        "event": event.event,
        "feed": feed.feed,
        "template": collect.template,
        "check": collect.check,
        "collect": collect.collect,
        "submissions": collect.submissions,
        "answer": answer.answer,
        "withdraw": collect.withdraw,
        "derive": records.derive,
        "work-list": fill_records.work_list,
        "compare": compare.compare,
    },
    "Publish: returns, editions and what they rest on": {
        "figure": figure.figure,
        "fill": fill.fill,
        "disclosure": disclosure.disclosure,
        "propose": approvals.propose,
        "proposals": approvals.proposals,
        "approve": approvals.approve,
        "send-back": approvals.send_back,
        "sign-off": approvals.sign_off,
        "publish": approvals.publish,
        "editions": editions.editions,
        "changes": editions.changes,
        "sent": sent.sent,
        "restate": restate.restate,
        "withdraw-edition": editions.withdraw_edition,
        "bundle": bundle.bundle,
        "verify": verify.verify,
    },
    "Look after: the service, its store and who may use it": {
        "demo": demo.demo,
        "init": serve.init,
        "serve": serve.serve,
        "schedule": schedule.schedule,
        "work": work.work,
        "user": user.user,
        "key": key.key,
        "client": client.client,
        "webhook": webhook.webhook,
        "signing-key": bundle.signing_key,
        "records": records.records,
        "purge": records.purge_verb,
        "backup": backup.backup_verb,
        "restore": backup.restore_verb,
        "doctor": doctor.doctor,
    },
    "Define: indicators, returns and what they ask for": {
        "catalogue": catalogue.catalogue,
        "mapping": catalogue.mapping,
        "overlap": overlap.overlap,
        "burden": burden.burden,
    },
}


class VerbGroup(TyperGroup):
    """The verbs under the headings of ``VERBS``, each with the whole first sentence of its help."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write one section for each heading."""
        for heading, verbs in VERBS.items():
            rows = [(name, self.commands[name].get_short_help_str(limit=400)) for name in verbs]
            with formatter.section(heading):
                formatter.write_dl(rows)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"returnonce {version('returnonce')}")
        raise typer.Exit


app = typer.Typer(
    name="returnonce",
    help="Each figure is given once; every return that needs it is filled from that one figure.",
    cls=VerbGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Each figure is given once; every return that needs it is filled from that one figure."""


for verbs in VERBS.values():
    for name, verb in verbs.items():
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=name)
        else:
            app.command(name)(verb)


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 1 refused or findings, 2 wrong usage, 70 a bug; never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    configure(Settings())
    try:
        code = app(arguments, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ReturnOnceError as error:
        Console("--json" in arguments).refuse(error)
        return exit_code(error)
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort:
        return 130
    except TyperException as error:
        return _wrong_usage(error.format_message(), Console("--json" in arguments))
    except BrokenPipeError:
        return 0
    except UnicodeEncodeError as error:
        # Bytes that are no UTF-8 reach us as half characters, which neither store nor file takes.
        if all(text.isascii() or text.encode(errors="replace").decode() == text for text in arguments):
            return _bug(error)
        return _wrong_usage("What was typed holds bytes that are not UTF-8 text.", Console("--json" in arguments))
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    structlog.get_logger().debug("a bug", action="bug", exc_info=error)
    Console().say(
        f"Something went wrong here ({type(error).__name__}); nothing was stored. "
        "Set RETURNONCE_LOG_LEVEL=debug to see where."
    )
    return exit_code(error)


def _wrong_usage(message: str, talk: Console) -> int:
    # Without arguments the message is the help itself, which needs no words round it.
    if "\n" in message:
        talk.say(message)
    else:
        talk.refuse(WrongUsage(message, mend="--help says what there is."))
    return WrongUsage.exit_code


if __name__ == "__main__":
    sys.exit(main())
