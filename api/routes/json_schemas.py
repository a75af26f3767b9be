"""JSON Schema of every JSON answer and file, for programs that check what they read."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.dependencies import CallerDep
from api.description.json_schemas import file_schema_document, list_answers, list_files, schema_document
from api.description.official_schemas import OFFICIAL_SCHEMAS
from api.http.responses import etag_response, model_response
from api.schemas.json_schemas import JsonSchemas, SchemaListed
from returnonce.access.policy import ANYTHING, check_read_definitions
from returnonce.errors import NotFound

router = APIRouter(prefix="/schemas", tags=["catalogue"])
MEDIA_TYPE = "application/schema+json"


@router.get("", operation_id="listSchemas", summary="JSON Schemas", response_model=JsonSchemas)
def list_schemas(request: Request, who: CallerDep) -> Response:
    """Of every JSON answer and file, and of their parts, by name."""
    check_read_definitions(who, ANYTHING)
    openapi, files = request.app.openapi(), list_files()
    answers = list_answers(openapi)
    titles = {name: schema.get("description", name) for name, schema in openapi["components"]["schemas"].items()}
    listed = [
        SchemaListed(
            name=name, title=titles.get(name) or file_schema_document(name)["description"],
            href=f"{request.url.path}/{name}", official=False, answers=answers.get(name, []), files=files.get(name, []),
        )
        for name in sorted({*answers, *files})
    ]  # fmt: skip
    return model_response(request, JsonSchemas(schemas=[*listed, *_list_official()]))


@router.get("/{name}", operation_id="getSchema", summary="One JSON Schema", response_class=Response,
            responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}})  # fmt: skip
def get_schema(
    request: Request, who: CallerDep, name: Annotated[str, Path(max_length=200, description="As in the list.")]
) -> Response:
    """JSON Schema 2020-12, with all that it refers to."""
    check_read_definitions(who, ANYTHING)
    if official := OFFICIAL_SCHEMAS.get(name):
        raise NotFound(f"The schema {name!r} is its publisher's.", mend=f"It is at {official.address}")
    try:
        openapi = request.app.openapi()
        is_answer = name in openapi["components"]["schemas"]
        document = schema_document(openapi, name) if is_answer else file_schema_document(name)
    except KeyError as error:
        raise NotFound(f"There is no schema {name!r}.", mend="See /v1/schemas for their names.") from error
    return etag_response(request, json.dumps(document, ensure_ascii=False).encode(), media_type=MEDIA_TYPE)


def _list_official() -> list[SchemaListed]:
    return [
        SchemaListed(
            name=name, title=each.title, href=each.address, official=True, answers=[*each.answers], files=[*each.files]
        )
        for name, each in OFFICIAL_SCHEMAS.items()
    ]
