"""Files that come after their sender's session ended by rest: sealed for the account until it has signed in again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import polars as pl
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.forms.csrf import check_token
from api.pages.forms.multipart import FormFile, read_upload_form
from api.pages.page_upload import MOST_FILES
from api.pages.rendering import collection_path, page_path
from api.pages.sign_in import SignInAttempt, sign_in_page
from api.pages.visitor import session_of
from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.judgements import Judgement, keep_judgement
from collectors.submissions.pending_uploads import PendingUpload
from collectors.submissions.sealed_uploads import seal_upload
from returnonce.access.sessions import find_rested_account
from returnonce.blobs import sha256_file
from returnonce.db import reading
from returnonce.errors import TooLarge
from returnonce.scratch import scratch

NOTICE = "You were signed out because nothing was opened for a while. Your file is kept for an hour: sign in to go on."
NO_FILE = "You were signed out because nothing was opened for a while. Sign in, then choose the file again."


def find_rested_visitor(request: Request) -> str | None:
    """The account whose session, which this browser still shows, ended by rest."""
    token, context = session_of(request), app_state(request).context
    if not token:
        return None
    with reading(context.engine) as session:
        return find_rested_account(session, context.clock, token)


async def put_aside(request: Request, key: str, *, limit: int) -> Response:
    """Seal what the form of a collection's page brings, and ask its sender to sign in; nothing of it is looked at."""
    with scratch() as folder:
        try:
            form = await read_upload_form(request, folder, limit=limit, most=MOST_FILES)
        except TooLarge:
            return await run_in_threadpool(_ask, request, collection_path(key), NO_FILE)
        check_token(request, form.fields.get("token", ""))
        files = [file for file in form.files if file.name and file.size]
        names = await run_in_threadpool(_seal, request, key, files, form.fields)
    if not names:
        return await run_in_threadpool(_ask, request, collection_path(key), NO_FILE)
    following = page_path("uploads", names[0]) if len(names) == 1 else f"/uploads?of={quote(key)}"
    return await run_in_threadpool(_ask, request, following, NOTICE)


def _seal(request: Request, key: str, files: list[FormFile], fields: Mapping[str, str]) -> list[str]:
    context, by, parts = app_state(request).context, find_rested_visitor(request), key.split("/")
    nothing, names = pl.DataFrame(schema=FINDING_SCHEMA), []
    for file in files if by and len(parts) > 3 else ():
        upload = PendingUpload(
            parts[1], file.name, sha256_file(file.path), by or "", parts[3], collection=key,
            sent_under=fields.get("sent_under", "").strip(),
        )  # fmt: skip
        names.append(seal_upload(context, file.path, upload))
        keep_judgement(context, names[-1], Judgement(state="unsent"), nothing)
    return names


def _ask(request: Request, following: str, notice: str) -> Response:
    return sign_in_page(request, SignInAttempt(following), notice=notice, status=401)
