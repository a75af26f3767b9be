"""``returnonce bundle`` and ``signing-key``: an edition as one signed file, and the key that signs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import AreaOption, JsonOption, PeriodOption, ReturnArgument, open_context
from commands.editions import AudienceOption, NumberOption, edition_named
from commands.sharing import say_sharing
from exports.bundles.build import build_bundle as make_bundle
from exports.bundles.build import bundle_name
from exports.editions.published_editions import read_editions_of
from mappings.place.sharing_agreements import FIGURES
from returnonce.blobs import sha256, write_atomic
from returnonce.db import reading
from returnonce.keys.signing import list_public_keys, revoke_public_key, rotate_store_signer

NEW_KEY = "File in which the new key is made, or is already; where the key in use is given from outside."


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
    signer = context.open_signer()
    data = make_bundle(context, one, audience, signer, earlier_editions=before)
    folder = out or context.settings.home / "exports"
    path = folder if folder.suffix == ".zip" else folder / bundle_name(one, audience)
    write_atomic(path, data)
    context.console.data({"edition": one.name, "audience": audience, "file": str(path), "sha256": sha256(data),
                    "key": signer.public.id})  # fmt: skip
    context.console.text(f"{path}  sha256 {sha256(data)[:12]}")
    context.console.say(f"Signed with the key {signer.public.id}. To prove it: returnonce verify FILE --key KEY.")
    say_sharing(context, what=[FIGURES], recipient=return_code)


def show(
    pem: Annotated[Path | None, typer.Option("--pem", help="File to write the public key in use to.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The public keys: the one in use, and those before it, which stay published. The private one is never shown."""
    context = open_context(as_json)
    used = context.open_signer().public
    with reading(context.engine) as session:
        keys = list_public_keys(session, context.objects)
    rows = [(key.id, key.x, "in use" if key == used else "before") for key in keys]
    context.console.data([{"key": key, "x": x, "state": state} for key, x, state in rows])
    context.console.table(["key", "public key, base64url", "state"], rows)
    if pem is not None:
        write_atomic(pem, used.pem.encode())
        context.console.text(f"The public key {used.id} is in {pem}.")


def rotate(
    new: Annotated[Path | None, typer.Option("--new", help=NEW_KEY)] = None, as_json: JsonOption = False
) -> None:
    """Sign with a new key from now on. The old private key is destroyed; its public key stays published."""
    context = open_context(as_json)
    before, now = rotate_store_signer(context.engine, context.settings, context.clock, new_file=new)
    context.console.data({"key": now.id, "x": now.x, "before": before.id if before else None})
    context.console.text(f"{now.id}  {now.x}")
    context.console.say(
        "Tell recipients of the new key by a way that they trust; old bundles stay valid with the old one."
    )


def revoke_signing_key(
    key: Annotated[str, typer.Argument(help="Its id, as signing-key show lists it.")], as_json: JsonOption = False
) -> None:
    """Publish a key no more, since its private part has got out. What it signed is signed anew."""
    context = open_context(as_json)
    revoke_public_key(context.engine, context.objects, context.clock, key)
    context.console.data({"key": key, "revoked": True})
    context.console.text(f"{key} is published no more. Tell recipients not to trust it by a way that they trust.")
