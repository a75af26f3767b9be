"""Recipients' own systems, told when an edition is published, restated or withdrawn, or a date moves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.dependencies import ContextDep, SessionDep, SignedInDep, VaultContextDep
from api.http.responses import model_response
from api.schemas.webhooks import Deliveries, Delivery, NewWebhook, Webhook, Webhooks, WebhookWithSecret
from returnonce.access.policy import check_somewhere
from returnonce.access.principals import Principal
from returnonce.db import transaction
from returnonce.webhooks import endpoints as kept
from returnonce.webhooks.addresses import read_allowed_inside
from returnonce.webhooks.delivery_attempts import read_deliveries

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
Name = Annotated[str, Path(description="The webhook's name.", pattern=r"^hook_[0-9a-f]{16}$")]


@router.get("", operation_id="listWebhooks", summary="The addresses that you are told at", response_model=Webhooks)
def list_webhooks(request: Request, session: SessionDep, who: SignedInDep) -> Response:
    """Each with the events that it is told of; those that ended too, with the reason."""
    _check(who)
    endpoints = kept.list_endpoints(session, account=who.name)
    return model_response(request, Webhooks(webhooks=[_webhook(endpoint) for endpoint in endpoints]))


@router.post("", operation_id="addWebhook", summary="Be told at an address", status_code=201)
def add_webhook(context: VaultContextDep, who: SignedInDep, new: NewWebhook) -> WebhookWithSecret:
    """From now on it is told of what you may read. Messages hold ids and never a figure, signed by the Standard
    Webhooks specification with the secret, which is shown this once."""
    _check(who)
    inner = read_allowed_inside(context.settings.webhook_inside)
    with transaction(context.engine) as session:
        one, secret = kept.add_endpoint(
            session,
            context.clock,
            context.confirm_vault(session),
            kept.NewEndpoint(who.name, new.url, new.events),
            inner=inner,
            by=who.name,
        )
    return WebhookWithSecret(**_webhook(one).model_dump(), secret=secret)


@router.post("/{webhook}/secrets", operation_id="rotateWebhookSecret", summary="Change its secret", status_code=201)
def rotate_secret(context: VaultContextDep, who: SignedInDep, webhook: Name) -> WebhookWithSecret:
    """A new secret, shown this once. For 24 hours messages bear the signature of the one before it as well."""
    _check(who)
    with transaction(context.engine) as session:
        secret = kept.rotate_secret(
            session, context.clock, context.confirm_vault(session), webhook, account=who.name, by=who.name
        )
        one = kept.find_endpoint(session, webhook, account=who.name)
    return WebhookWithSecret(**_webhook(one).model_dump(), secret=secret)


@router.delete("/{webhook}", operation_id="removeWebhook", summary="Be told there no more", status_code=204)
def remove_webhook(context: ContextDep, who: SignedInDep, webhook: Name) -> Response:
    """Nothing is sent there from now on."""
    _check(who)
    with transaction(context.engine) as session:
        kept.end_endpoint(session, context.clock, webhook, account=who.name, reason="removed", by=who.name)
    return Response(status_code=204)


@router.get("/{webhook}/deliveries", operation_id="listDeliveries", summary="What came of telling it",
            response_model=Deliveries)  # fmt: skip
def list_deliveries(request: Request, session: SessionDep, who: SignedInDep, webhook: Name) -> Response:
    """The newest hundred events that it was told of, or was to be."""
    _check(who)
    recorded = read_deliveries(session, kept.find_endpoint(session, webhook, account=who.name))
    return model_response(request, Deliveries(deliveries=[Delivery(**vars(each)) for each in recorded]))


def _check(principal: Principal) -> None:
    # Everybody keeps their own, however far their grants reach: that is asked anew for each event.
    check_somewhere(principal, "manage_webhooks")


def _webhook(endpoint: kept.Endpoint) -> Webhook:
    return Webhook(
        webhook=endpoint.name,
        url=endpoint.url,
        events=list(endpoint.kinds),
        made_at=endpoint.made_at,
        ended=endpoint.ended,
    )
