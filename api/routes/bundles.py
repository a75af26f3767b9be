"""Published editions as signed files that can be verified offline."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.dependencies import SignerDep
from api.http.content_disposition import attachment
from api.http.responses import etag_response, file_content
from api.routes.editions import EDITION_PATH, EditionRequestDep
from exports.bundles.build import MEDIA_TYPE, build_bundle, bundle_name
from exports.editions.published_editions import read_editions_of

router = APIRouter(prefix="/editions", tags=["editions"])
BUNDLE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A zip.", "content": file_content([MEDIA_TYPE])},
    304: {"description": "You have it already."},
}


@router.get(f"{EDITION_PATH}/bundle", operation_id="getEditionBundle", summary="The edition, signed",
            response_class=Response, responses=BUNDLE)  # fmt: skip
def get_bundle(signer: SignerDep, one: EditionRequestDep) -> Response:
    """Files, manifest of hashes, Ed25519 signature, the head of the audit trail: ``returnonce verify`` proves it with
    nothing but the public key. The same bytes for ever, except that a withdrawn edition's says that it is."""
    visible = one.visible_edition()
    published = visible.edition
    before = read_editions_of(one.session, published.key)
    data = build_bundle(one.context, published, visible.audience, signer, earlier_editions=before)
    headers = {
        "Edition-Number": str(published.number), "Edition-Status": visible.status, "Edition-Audience": visible.audience,
        "Content-Disposition": attachment(bundle_name(published, visible.audience)),
    }  # fmt: skip
    return etag_response(one.request, data, media_type=MEDIA_TYPE, headers=headers)
