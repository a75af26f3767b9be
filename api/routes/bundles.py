"""Published editions as signed files that can be verified offline."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.http.content_disposition import attachment
from api.http.responses import etag_response, file_content
from api.routes.editions import ONE, OfOneDep
from api.routes.verification import signer_of
from exports.bundles.build import MEDIA_TYPE, build_bundle, bundle_name
from exports.editions.published_editions import read_editions

router = APIRouter(prefix="/editions", tags=["editions"])
BUNDLE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A zip.", "content": file_content([MEDIA_TYPE])},
    304: {"description": "You have it already."},
}


@router.get(f"{ONE}/bundle", operation_id="getEditionBundle", summary="The edition, signed", response_class=Response,
            responses=BUNDLE)  # fmt: skip
def get_bundle(one: OfOneDep, house: ServicesDep) -> Response:
    """Files, manifest of hashes, Ed25519 signature, the head of the audit trail: ``returnonce verify`` proves it with
    nothing but the public key. The same bytes for ever, except that a withdrawn edition's says that it is."""
    seen = one.seen()
    found = seen.edition
    before = read_editions(one.session, return_code=found.return_code, area=found.area, period=found.period)
    data = build_bundle(house.home, found, seen.audience, signer_of(house), before=before)
    headers = {
        "Edition-Number": str(found.number), "Edition-Status": seen.status, "Edition-Audience": seen.audience,
        "Content-Disposition": attachment(bundle_name(found, seen.audience)),
    }  # fmt: skip
    return etag_response(one.request, data, media_type=MEDIA_TYPE, headers=headers)
