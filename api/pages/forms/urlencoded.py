"""Forms without a file; what was typed is remembered, so that a sign-in in between loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from api.pages.forms.csrf import check_origin
from api.pages.forms.multipart import BAD_FORM, MAX_FIELD_BYTES, MAX_FIELDS

KIND = "application/x-www-form-urlencoded"
#: Never remembered, and never shown again.
SECRET = frozenset({"token", "password", "link"})


async def read_form_fields(request: Request, *, most: int = MAX_FIELDS) -> dict[str, str]:
    """The fields of a form that a page of ours sent, ``most`` at the utmost; its token is still to be checked.

    Lines end as on Unix.

    Raises:
        HTTPException: 400 or 403; it is not such a form, is too large, or comes from elsewhere.
    """
    check_origin(request)
    if request.headers.get("content-type", "").split(";")[0].strip().casefold() != KIND:
        raise HTTPException(400, BAD_FORM)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FIELD_BYTES * MAX_FIELDS:
            raise HTTPException(413, "That is more than this form takes.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError as error:
        raise HTTPException(400, BAD_FORM) from error
    fields = {name: text.replace("\r\n", "\n").replace("\x00", "") for name, text in pairs}
    request.state.fields = {name: text for name, text in fields.items() if name not in SECRET}
    return fields


def form_fields_read(request: Request) -> Mapping[str, str]:
    """The fields that were read of this request's form; empty where it had none."""
    fields: Mapping[str, str] = getattr(request.state, "fields", {})
    return fields
