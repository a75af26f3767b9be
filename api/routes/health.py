"""Whether the service can do its work, and on what."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.dependencies import ContextDep
from api.health_check import check_health
from api.schemas.health import Health

router = APIRouter(tags=["health"])
UNABLE: dict[int | str, dict[str, Any]] = {
    503: {"model": Health, "description": "It cannot: the store does not answer, or what it holds is broken."}
}


@router.get("/health", operation_id="getHealth", summary="Whether it works", response_model=Health, responses=UNABLE)
def get_health(context: ContextDep) -> JSONResponse:
    """200 while it can answer (``limited``: it can be read, and nothing can be written), 503 while it cannot."""
    health = check_health(context)
    able = health.status != "unavailable"
    headers = {"Cache-Control": "no-store"} | ({} if able else {"Retry-After": "10"})
    return JSONResponse(health.model_dump(mode="json"), status_code=200 if able else 503, headers=headers)
