"""Checks of the machine, the settings and the definitions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from mappings.checks.catalogue_checks import check_catalogue
from returnonce.errors import Refused
from returnonce.http.addresses import is_loopback
from upkeep.doctor.health_context import HealthContext

#: Below either of these the disk is nearly full.
FREE_BYTES, FREE_SHARE = 1 << 30, 20


def room(context: HealthContext) -> Iterator[str]:
    """A gigabyte and a twentieth of the disk are free."""
    disk = shutil.disk_usage(context.app.home)
    if disk.free < FREE_BYTES or disk.free * FREE_SHARE < disk.total:
        yield f"{disk.free >> 20:,} MB are free"


def base_url(context: HealthContext) -> Iterator[str]:
    """Who listens to other machines is reached by https."""
    url = context.app.settings.base_url or ""
    if not is_loopback(context.app.settings.host) and not url.startswith("https://"):
        yield f"serve listens on {context.app.settings.host}, and RETURNONCE_BASE_URL is {url or 'not set'}"


def home_writable(context: HealthContext) -> Iterator[str]:
    """Ours to write, and not everybody's."""
    if not os.access(context.app.home, os.W_OK):
        yield "RETURNONCE_HOME cannot be written to"
    elif context.app.home.stat().st_mode & 0o002:
        yield "RETURNONCE_HOME can be written to by everybody"


def mail(context: HealthContext) -> Iterator[str]:
    """Who sends also says from whom."""
    settings = context.app.settings
    if settings.mail_server and not settings.mail_from:
        yield "RETURNONCE_MAIL_FROM"
    if settings.notify_key and not settings.notify_template:
        yield "RETURNONCE_NOTIFY_TEMPLATE"


def definitions(context: HealthContext) -> Iterator[str]:
    """The definitions' own check."""
    try:
        ruleset = context.app.ruleset
    except Refused as refused:
        yield str(refused)
        return
    yield from (f"{problem.file}: {problem.what}" for problem in check_catalogue(ruleset))


def agencies(context: HealthContext) -> Iterator[str]:
    """Senders are listed by a place."""
    codes = {code for place in context.app.ruleset.places.values() for code in place.agencies}
    senders = context.rows("SELECT DISTINCT agency FROM batch WHERE kind = 'submitted' ORDER BY agency")
    yield from (f"agency {code}" for (code,) in senders if code not in codes)
