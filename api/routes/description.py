"""The API's own description, for programs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.http.responses import MEDIA_TYPES, etag_response
from api.http.tables import json_bytes

router = APIRouter(tags=["health"])


@router.get("/openapi.json", operation_id="getDescription", summary="What there is, for programs",
            response_model=dict[str, Any])  # fmt: skip
def get_description(request: Request) -> Response:
    """This document (OpenAPI 3.1), for everybody."""
    return etag_response(request, json_bytes(request.app.openapi()), media_type=MEDIA_TYPES["json"])
