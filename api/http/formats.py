"""An answer in several formats: by ``Accept`` at its address, and each at an address of its own (``….csv``).

A generated client has one type for each operation, and Excel cannot send ``Accept``: both take the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.http.responses import MEDIA_TYPES, PATH_FORMAT, file_content

#: RFC 4180: UTF-8, a row of headings, CRLF.
TEXT = {"schema": {"type": "string"}}
Answers = dict[int | str, dict[str, Any]]


def typed_content(model: type[BaseModel], forms: Sequence[str], *more: str) -> dict[str, Any]:
    """The answer of an OpenAPI operation in these formats, JSON as the model says, or as another media type."""
    kinds = [*(_media_type(form) for form in forms if form != "json"), *more]
    return {"model": model, "content": {kind: _content(kind) for kind in kinds}}


def add_format_paths(router: APIRouter, path: str, forms: Sequence[str]) -> None:
    """For the GET route of a path one more for each format, at the path with the format's ending, such as ``.csv``.

    They come before it, and longer endings first: ``{period}`` would take ``FY2024-25.csv`` for a period.
    """
    base = next(
        route for route in router.routes
        if isinstance(route, APIRoute) and route.path == router.prefix + path and "GET" in (route.methods or ())
    )  # fmt: skip
    position = router.routes.index(base)
    for form in sorted(forms, key=len):
        _add_path(router, path, base, form)
        router.routes.insert(position, router.routes.pop())


def _add_path(router: APIRouter, path: str, base: APIRoute, form: str) -> None:
    assert base.operation_id
    router.add_api_route(
        f"{path}.{form}",
        base.endpoint,
        operation_id=base.operation_id + "".join(part.capitalize() for part in form.split(".")),
        summary=f"{base.summary}, as {form}",
        description=base.description,
        response_class=Response,
        openapi_extra={PATH_FORMAT: form},
        responses={status: _in_one_form(answer, form) for status, answer in _answers(base).items()},
    )


def _answers(base: APIRoute) -> Answers:
    responses: Answers = {**base.responses}
    if base.response_model is not None:
        responses[200] = {"model": base.response_model, **responses.get(200, {})}
    return responses


def _in_one_form(answer: dict[str, Any], form: str) -> dict[str, Any]:
    if "content" not in answer:
        return answer
    words = {"description": answer["description"]} if "description" in answer else {}
    if form == "json":
        # A part of it (206) is no JSON by itself, and a type for it would be one more that a client has to tell apart.
        return words | ({"model": answer["model"]} if "model" in answer else {})
    kind = _media_type(form)
    return words | {"content": {kind: TEXT} if kind == "text/csv" and "model" in answer else file_content([kind])}


def _media_type(form: str) -> str:
    return MEDIA_TYPES.get(form, MEDIA_TYPES["csv"]).split(";")[0]


def _content(kind: str) -> dict[str, Any]:
    return TEXT if kind == "text/csv" else {"schema": {"type": "string", "format": "binary"}}
