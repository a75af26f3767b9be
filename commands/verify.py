"""``returnonce verify FILE --key KEY``: whether a bundle is what was published. Needs no store and no settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import JsonOption
from returnonce.bundle_verification import NotAPublicKey, describe_verdict, read_keys
from returnonce.bundle_verification import verify as verify_bundle
from returnonce.console import Console
from returnonce.errors import NotFound, WrongUsage


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="FILE", help="The bundle, a zip.")],
    key: Annotated[
        str, typer.Option("--key", help="The publisher's public key: a PEM or JSON file, or base64 of its 32 bytes.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Prove offline that a bundle is whole, unchanged and signed by the publisher; exit code 1 where it is not."""
    talk = Console(as_json)
    if not bundle.is_file():
        raise NotFound(f"There is no file {bundle.name}.", where="FILE", mend="Name the bundle that you have.")
    try:
        keys = read_keys(key)
    except NotAPublicKey as error:
        mend = "Give the file of /.well-known/returnonce-keys.json, a PEM file, or the key's 32 bytes in base64."
        raise WrongUsage(str(error), where="--key", mend=mend) from error
    report = verify_bundle(bundle, keys)
    faults = [{"fault": fault.code, "what": fault.what, "where": fault.where} for fault in report.faults]
    talk.data({"verified": report.holds, "key": report.key, "faults": faults, "manifest": report.manifest or None})
    for line in describe_verdict(report):
        talk.text(line)
    talk.say("Verified." if report.holds else "Not verified: do not use this bundle, and tell who sent it.")
    raise typer.Exit(0 if report.holds else 1)
