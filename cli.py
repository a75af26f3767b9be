"""A door: ``returnonce …``. Arguments in, one call, exit code out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import structlog
import typer
from typer.exceptions import TyperException

from commands import (
    answer,
    approvals,
    bundle,
    burden,
    catalogue,
    client,
    collect,
    compare,
    demo,
    disclosure,
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
    upkeep,
    user,
    verify,
    webhook,
    work,
)
from returnonce.errors import ReturnOnceError, WrongUsage, exit_code
from returnonce.logs import configure
from returnonce.settings import Settings
from returnonce.talk import Talk

app = typer.Typer(
    name="returnonce",
    help="Each figure is given once; every return that needs it is filled from that one figure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for name, verb in (
    ("init", serve.init),
    ("serve", serve.serve),
    ("schedule", schedule.schedule),
    ("work", work.work),
    ("backup", upkeep.backup_verb),
    ("restore", upkeep.restore_verb),
    ("doctor", upkeep.doctor),
    ("demo", demo.demo),
    ("template", collect.template),
    ("check", collect.check),
    ("collect", collect.collect),
    ("withdraw", collect.withdraw),
    ("disclosure", disclosure.disclosure),
    ("submissions", collect.submissions),
    ("derive", records.derive),
    ("records", records.records),
    ("purge", records.purge_verb),
    ("work-list", fill_records.work_list),
    ("compare", compare.compare),
    ("overlap", overlap.overlap),
    ("plan", plan.plan),
    ("reminders", reminders.reminders),
    ("burden", burden.burden),
    ("progress", progress.progress),
    ("event", event.event),
    ("extend", extend.extend),
    ("fill", fill.fill),
    ("answer", answer.answer),
    ("propose", approvals.propose),
    ("proposals", approvals.proposals),
    ("approve", approvals.approve),
    ("send-back", approvals.send_back),
    ("sign-off", approvals.sign_off),
    ("publish", approvals.publish),
    ("editions", editions.editions),
    ("changes", editions.changes),
    ("sent", sent.sent),
    ("restate", restate.restate),
    ("withdraw-edition", editions.withdraw_edition),
    ("bundle", bundle.bundle),
    ("verify", verify.verify),
    ("figure", figure.figure),
):
    app.command(name)(verb)
app.add_typer(catalogue.catalogue, name="catalogue")
app.add_typer(catalogue.mapping, name="mapping")
app.add_typer(feed.feed, name="feed")
app.add_typer(user.user, name="user")
app.add_typer(key.key, name="key")
app.add_typer(client.client, name="client")
app.add_typer(webhook.webhook, name="webhook")
app.add_typer(bundle.signing_key, name="signing-key")


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 1 refused or findings, 2 wrong usage, 70 a bug; never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    configure(Settings())
    try:
        code = app(arguments, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ReturnOnceError as error:
        Talk("--json" in arguments).refuse(error)
        return exit_code(error)
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort:
        return 130
    except TyperException as error:
        return _wrong_usage(error.format_message(), Talk("--json" in arguments))
    except BrokenPipeError:
        return 0
    except UnicodeEncodeError as error:
        # Bytes that are no UTF-8 reach us as half characters, which neither store nor file takes.
        if all(text.isascii() or text.encode(errors="replace").decode() == text for text in arguments):
            return _bug(error)
        return _wrong_usage("What was typed holds bytes that are not UTF-8 text.", Talk("--json" in arguments))
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    structlog.get_logger().debug("a bug", action="bug", exc_info=error)
    Talk().say(
        f"Something went wrong here ({type(error).__name__}); nothing was stored. "
        "Set RETURNONCE_LOG_LEVEL=debug to see where."
    )
    return exit_code(error)


def _wrong_usage(message: str, talk: Talk) -> int:
    # Without arguments the message is the help itself, which needs no words round it.
    if "\n" in message:
        talk.say(message)
    else:
        talk.refuse(WrongUsage(message, mend="--help says what there is."))
    return WrongUsage.exit_code


if __name__ == "__main__":
    sys.exit(main())
