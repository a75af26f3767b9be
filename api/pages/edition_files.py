"""``/editions/…``: an edition's files as they were published, and all of them as one signed bundle."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.dependencies import conceal_not_found
from api.http.content_disposition import attachment
from api.pages.readable_editions import WHERE, AddressDep, choose_audience, find_edition_in
from api.pages.visitor import caller
from exports.bundles.build import MEDIA_TYPE, build_bundle, bundle_name
from exports.editions.published_editions import read_editions_of
from exports.editions.storage.edition_blobs import read_edition_file
from returnonce.access.policy import check_read_edition
from returnonce.db import reading

router = APIRouter(prefix="/editions")


@router.get(WHERE + "/bundle.zip")
def get_bundle(request: Request, address: AddressDep, audience: str = "") -> Response:
    """Every file with a signed manifest, as the API gives it."""
    context, principal = app_state(request).context, caller(request)
    with reading(context.engine) as session:
        edition = find_edition_in(session, principal, address)
        editions = read_editions_of(session, edition.key)
    released_to = choose_audience(principal, edition, audience)
    data = build_bundle(context, edition, released_to, context.open_signer(), earlier_editions=editions)
    return _download(data, MEDIA_TYPE, bundle_name(edition, released_to))


@router.get(WHERE + "/{audience}/{file}")
def get_file(request: Request, address: AddressDep, audience: str, file: str) -> Response:
    """A file as it was published."""
    principal, context = caller(request), app_state(request).context
    with reading(context.engine) as session, conceal_not_found():
        one = find_edition_in(session, principal, address)
        check_read_edition(principal, one.subject, audience=audience, released=one.public)
        data = read_edition_file(context.blobs, one, audience, file)
    kind = next(each.media_type for each in one.files if (each.audience, each.name) == (audience, file))
    return _download(data, kind, file)


def _download(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "private, no-store"}
    return Response(data, media_type=kind, headers=headers)
