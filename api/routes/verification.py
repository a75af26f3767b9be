"""Public keys of signed bundles, and whether a head of the audit trail is still in the chain."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response

from api.dependencies import ContextDep, SessionDep, SignedInDep
from api.http.responses import etag_response, model_response
from api.schemas.verification import HeadStanding, PublicKeys
from returnonce.access.policy import check_somewhere
from returnonce.audit_heads import check_head
from returnonce.db import reading
from returnonce.keys.signing import list_public_keys
from returnonce.keys.sources import gives_key
from returnonce.signing_keys import PublicKey, jwks

router = APIRouter(tags=["verification"])
JWK_SET = "application/jwk-set+json"


class KeySetResponse(JSONResponse):
    """Says in the description of what kind the answer is."""

    media_type = JWK_SET


@router.get(
    "/.well-known/returnonce-keys.json",
    operation_id="getPublicKeys",
    summary="Public keys of bundles",
    response_model=PublicKeys,
    response_class=KeySetResponse,
)
def get_public_keys(request: Request, context: ContextDep) -> Response:
    """A JSON Web Key Set, for everybody; old keys stay in it, since what they signed stays with who has it."""
    # A store that was restored without its private keys still says by which keys its bundles are verified.
    if gives_key(context.settings, "signing") or not _read_keys(context):
        context.open_signer()
    content = PublicKeys.model_validate(jwks(_read_keys(context)))
    return etag_response(request, content.model_dump_json().encode(), media_type=JWK_SET)


@router.get(
    "/v1/audit/heads/{head}",
    operation_id="getHeadStanding",
    summary="Whether an audit head still holds",
    response_model=HeadStanding,
)
def get_head_standing(
    request: Request,
    session: SessionDep,
    who: SignedInDep,
    head: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="As a bundle's manifest names it.")],
) -> Response:
    """Keep the heads of the bundles that you get. While each is in the chain, and the chain is sound, nothing that
    was recorded before it was changed or taken away. The whole chain is worked out for each answer."""
    check_somewhere(who, "read_edition")
    head_standing = check_head(session, head)
    content = HeadStanding(head=head, in_chain=head_standing.holds, chain_is_sound=head_standing.broken_at is None)
    return model_response(request, content)


def _read_keys(context: ContextDep) -> list[PublicKey]:
    with reading(context.engine) as session:
        return list_public_keys(session, context.objects)
