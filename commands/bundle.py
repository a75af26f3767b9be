"""``returnonce bundle`` and ``signing-key``: an edition as one signed file, and the key that signs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.approvals import ReturnArgument
from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, open_context
from commands.editions import AudienceOption, NumberOption, edition_named
from exports.bundles.build import build_bundle as make_bundle
from exports.bundles.build import bundle_name
from exports.editions.published_editions import read_editions_of
from returnonce import audit
from returnonce.blobs import sha256, write_atomic
from returnonce.db import reading, transaction
from returnonce.errors import WrongUsage
from returnonce.signing_keys import SETTING, Signer, open_signer, read_public_keys, rotate_key


def bundle(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    number: NumberOption = None,
    audience: AudienceOption = "regulator",
    out: Annotated[Path | None, typer.Option("--out", help="Folder, or a name that ends in .zip.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a published edition as one signed zip that its recipient can verify offline."""
    context = open_context(as_json)
    one = edition_named(context, return_code, area, period, number)
    with reading(context.engine) as session:
        before = read_editions_of(session, one.key)
    signer = _signer(context)
    data = make_bundle(context, one, audience, signer, earlier_editions=before)
    folder = out or context.settings.home / "exports"
    path = folder if folder.suffix == ".zip" else folder / bundle_name(one, audience)
    write_atomic(path, data)
    context.console.data({"edition": one.name, "audience": audience, "file": str(path), "sha256": sha256(data),
                    "key": signer.public.id})  # fmt: skip
    context.console.text(f"{path}  sha256 {sha256(data)[:12]}")
    context.console.say(f"Signed with the key {signer.public.id}. To prove it: returnonce verify FILE --key KEY.")


def show(
    pem: Annotated[Path | None, typer.Option("--pem", help="File to write the public key in use to.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The public keys: the one in use, and those before it, which stay published. The private one is never shown."""
    context = open_context(as_json)
    used = _signer(context).public
    keys = read_public_keys(context.settings.home)
    rows = [(key.id, key.x, "in use" if key == used else "before") for key in keys]
    context.console.data([{"key": key, "x": x, "state": state} for key, x, state in rows])
    context.console.table(["key", "public key, base64url", "state"], rows)
    if pem is not None:
        write_atomic(pem, used.pem.encode())
        context.console.say(f"The public key {used.id} is in {pem}.")


def rotate(as_json: JsonOption = False) -> None:
    """Sign with a new key from now on. The old private key is destroyed; its public key stays published."""
    context = open_context(as_json)
    if context.settings.signing_key is not None:
        raise WrongUsage(
            "The key is given from outside.", where=SETTING, mend="Give another one there; the old stays published."
        )
    with transaction(context.engine) as session:
        before, now = rotate_key(context.settings.home)
        details = {"before": before.id} if before else {}
        audit.record(session, context.clock, act="rotate-signing-key", subject=now.id, details=details)
    context.console.data({"key": now.id, "x": now.x, "before": before.id if before else None})
    context.console.text(f"{now.id}  {now.x}")
    context.console.say(
        "Tell recipients of the new key by a way that they trust; old bundles stay valid with the old one."
    )


def _signer(context: CommandContext) -> Signer:
    key = context.settings.signing_key
    return open_signer(context.settings.home, key.get_secret_value() if key else None)
