"""Metrics of the process and the store, for Prometheus."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client.exposition import choose_encoder

from api.app_state import app_state
from returnonce.errors import Forbidden

router = APIRouter(tags=["health"])
#: What a proxy says of whom it asks for. Where no proxy is known by name, nobody can tell who stands behind it.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


# Not in the OpenAPI document, which is for who uses figures.
@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Prometheus' text, for the networks that may read it.

    Raises:
        Forbidden: the caller is in none of them, or hides behind a proxy that is not known.
    """
    if not _may_read(request):
        raise Forbidden(
            "Metrics are for the networks that RETURNONCE_METRICS_NETWORKS names, and not through a proxy.",
            mend="Ask from the machine itself, or add your network there.",
        )
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(
        encode(app_state(request).metrics.registry), media_type=media_type, headers={"Cache-Control": "no-store"}
    )


def _may_read(request: Request) -> bool:
    settings = app_state(request).context.settings
    if settings.proxy is None and any(name in request.headers for name in FORWARDED):
        return False
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    networks = [ip_network(network.strip()) for network in settings.metrics_networks.split(",")]
    return any(address in network for network in networks)
