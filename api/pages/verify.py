"""``/verify``: whether a file that somebody has is a published one, unchanged; by the file, or by its hash alone."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.forms.csrf import check_origin, check_token
from api.pages.forms.multipart import drain_body, read_upload_form
from api.pages.rendering import render_page
from api.pages.views.edition import newest_standing
from api.pages.views.verify import proof_page
from api.pages.visitor import caller
from exports.bundles.file_proof import FileProof, MayRead, prove_bytes, prove_hash
from exports.editions.published_editions import read_editions_of
from returnonce.access.policy import can_read_edition, check_somewhere
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Refused, ReturnOnceError, TooLarge
from returnonce.keys.store_keys import find_fingerprint
from returnonce.scratch import scratch
from returnonce.signing_keys import ID_DIGITS

router = APIRouter()
HASH = re.compile("[0-9a-f]{64}")


@router.get("/verify")
def get_verify(request: Request, sha256: str = "") -> Response:
    """The form; with a hash, what it is the hash of."""
    check_somewhere(caller(request), "read_edition")
    digest = re.sub(r"\s", "", sha256).casefold()
    if not digest:
        return _page(request)
    if not HASH.fullmatch(digest):
        fault = Refused("That is no SHA-256.", where="sha256", mend="It is 64 of the signs 0 to 9 and a to f.")
        return _page(request, fault=fault, sha256=sha256[:200])
    return _page(request, prove_hash(app_state(request).context, digest, _may_read(caller(request))), sha256=digest)


@router.post("/verify")
async def post_verify(request: Request) -> Response:
    """Prove the file that was sent; nothing of it is kept."""
    check_origin(request)
    limit = app_state(request).context.settings.upload_bytes
    try:
        await run_in_threadpool(check_somewhere, caller(request), "read_edition")
    except ReturnOnceError:
        await drain_body(request, limit=limit)
        raise
    with scratch() as folder:
        try:
            form = await read_upload_form(request, folder, limit=limit)
        except TooLarge:
            mend = "Choose one file of the edition, or look its SHA-256 up below."
            fault = TooLarge(f"The file is larger than {limit >> 20} MB.", where="file", mend=mend)
            return await run_in_threadpool(_page, request, None, fault)
        check_token(request, form.fields.get("token", ""))
        if not form.first.name or not form.first.size:
            empty = Refused("The file is empty." if form.first.name else "Choose a file.", where="file")
            return await run_in_threadpool(_page, request, None, empty)
        return await run_in_threadpool(_prove, request, form.first.path.read_bytes())


def _prove(request: Request, data: bytes) -> Response:
    return _page(request, prove_bytes(app_state(request).context, data, _may_read(caller(request))))


def _may_read(principal: Principal) -> MayRead:
    """Whether one reader may know of an edition as an audience has it."""
    return lambda edition, audience: can_read_edition(
        principal, edition.subject, audience=audience, released=edition.public
    )


def _page(
    request: Request, proof: FileProof | None = None, fault: ReturnOnceError | None = None, sha256: str = ""
) -> Response:
    context, newest = app_state(request).context, 0
    if proof is not None and proof.edition is not None:
        with reading(context.engine) as session:
            newest = newest_standing(read_editions_of(session, proof.edition.key)).get(proof.edition.key, 0)
    in_use = (find_fingerprint(context.engine, "signing") or "")[:ID_DIGITS]
    page = proof_page(context.ruleset, proof, newest, in_use) if proof is not None else None
    return render_page(
        request, "verify.html", title="Verify a file", section="editions", page=page, fault=fault, sha256=sha256,
        error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip
