"""Checks of the store's keys: those here are its own, and no rotation is half done."""

from __future__ import annotations

from collections.abc import Iterator

from returnonce.errors import ReturnOnceError
from returnonce.keys.sources import KeyKind, find_key_place, read_key_text
from returnonce.keys.store_keys import SHOWN, read_fingerprint
from returnonce.settings import Settings
from returnonce.signing_keys import load_signer
from returnonce.vault import NEXT_KEY_FILE, NEXT_MASTER_KEY, RECORDS
from upkeep.doctor.health_context import HealthContext


def own(context: HealthContext) -> Iterator[str]:
    """Each key that the store knows is here, and is that one."""
    settings = context.app.settings
    fingerprints: dict[KeyKind, str | None] = {
        "master": context.vault.fingerprint if context.vault else None, "signing": _signing_fingerprint(settings),
    }  # fmt: skip
    for kind, here in fingerprints.items():
        expected = read_fingerprint(context.session, kind)
        if expected is not None and here != expected:
            state = "there is none here" if here is None else f"here is {here[:SHOWN]}"
            yield f"{find_key_place(settings, kind)}: the store has {expected[:SHOWN]}, and {state}"


def rotated(context: HealthContext) -> Iterator[str]:
    """No key that is to come lies beside the one in use."""
    if (context.app.home / NEXT_MASTER_KEY).exists():
        yield NEXT_MASTER_KEY
    names = (each.name for each in context.app.objects.entries(RECORDS))
    yield from (name for name in names if name.endswith(f"/{NEXT_KEY_FILE}"))


def _signing_fingerprint(settings: Settings) -> str | None:
    kind: KeyKind = "signing"
    try:
        given = read_key_text(settings, kind)
        signer = load_signer(settings.home, given.text if given else None, where=kind)
    except ReturnOnceError:
        return None
    return signer.public.fingerprint if signer else None
