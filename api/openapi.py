"""The OpenAPI document: what all operations have in common is added here, and not in each route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.description.parameter_rules import describe_rules
from api.description.parts import add_examples, complete_parameters, complete_schemas
from api.description.shared_responses import share_responses
from api.http.deprecations import mark_deprecated
from api.http.problems import MEDIA_TYPE, PROBLEM_KINDS
from api.http.public_paths import is_public
from api.schemas.problems import Problem

REF = "#/components/schemas/"
#: Statuses with which any request may be refused; with authentication; and where it changes something.
ALWAYS = (400, 404, 406, 414, 429, 431, 500, 503)
AUTHENTICATED = (401, 403)
CHANGING = (408, 409, 412, 413, 415, 422, 428, 507)
DESCRIPTIONS = {
    406: "None of the formats asked for is offered.", 412: "It has changed since you saw it.",
    428: "If-Match is missing.", 429: "You ask too often.", 503: "The store cannot be reached now.",
    507: "The disk is full; nothing was stored.",
}  # fmt: skip
LOCAL = "http://127.0.0.1:8765"
LICENCE = {"name": "MIT", "identifier": "MIT"}
JSON, BYTES = "application/json", "application/octet-stream"
TAGS = {
    "access": "Who asks, and access tokens.",
    "agencies": "Who gives figures.",
    "areas": "Where.",
    "audit": "Who did what.",
    "burden": "What returns cost.",
    "calendar": "Working days and due rules.",
    "calendars": "Calendars to subscribe to.",
    "catalogue": "The indicators.",
    "changes": "What was published, restated, withdrawn or moved.",
    "collections": "What is owed.",
    "editions": "What was published, for ever.",
    "figures": "What was given.",
    "health": "Whether the service works.",
    "mappings": "Which line is which indicator.",
    "proposals": "Returns put up for approval.",
    "returns": "Returns and their drafts.",
    "schedule": "Collections and obligations by date.",
    "submissions": "Files that are sent.",
    "verification": "What proves an edition.",
    "webhooks": "Being told.",
}
KEY_SCHEME = {"key": {"type": "http", "scheme": "bearer", "description": "An API key (ro_…), or an access token."}}
#: A scope narrows the client's grants to what it names; a code in place of the star narrows it further.
SCOPES = {
    "returns:*:read": "Read drafts and editions of returns.",
    "returns:*:acknowledge": "Read and acknowledge editions.",
    "submissions:*:read": "Read collections and submissions of agencies.",
    "submissions:*:write": "Send, check and take back, and answer queries.",
    "figures:*:read": "Read figures.",
    "burden:*:read": "Read what returns cost.",
    "audit:*:read": "Read the audit trail.",
    "webhooks:*:write": "Keep webhooks.",
}


def operation_id(route: APIRoute) -> str:
    """The operation's name in camel case: ``list_indicators`` becomes ``listIndicators``."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def openapi_document(app: FastAPI, base_url: str | None) -> dict[str, Any]:
    """The document, with security, headers and refusals of every operation."""
    base = (base_url or LOCAL).rstrip("/")
    openapi = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, openapi_version="3.1.0",
        servers=[{"url": base, "description": "This service."}], license_info=LICENCE,
        contact={"name": "Whoever runs this service", "url": base},
    )  # fmt: skip
    openapi["components"].setdefault("schemas", {}).update(_problem_schemas())
    openapi["components"]["securitySchemes"] = _security_schemes(base)
    for path, method, operation in operations(openapi):
        _complete_operation(path, method, operation)
    used = {tag for _, _, operation in operations(openapi) for tag in operation.get("tags", ())}
    openapi["tags"] = [{"name": name, "description": words} for name, words in TAGS.items() if name in used]
    for name in ("HTTPValidationError", "ValidationError"):
        openapi["components"]["schemas"].pop(name, None)
    complete_schemas(openapi)
    for _, _, operation in operations(openapi):
        complete_parameters(operation)
        describe_rules(operation)
        add_examples(openapi, operation)
    mark_deprecated(openapi)
    share_responses(openapi)
    return openapi


def _security_schemes(base: str) -> dict[str, Any]:
    flow = {"tokenUrl": f"{base.rstrip('/')}/oauth/token", "scopes": SCOPES}
    return {**KEY_SCHEME, "client": {"type": "oauth2", "flows": {"clientCredentials": flow}}}


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation, for all operations."""
    return ((path, method, one) for path, methods in document["paths"].items() for method, one in methods.items())


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    changes = method != "get"
    open_to_all = not _needs_caller(path, method)
    for status in sorted({*ALWAYS, *AUTHENTICATED, 422, *(CHANGING if changes else ())}):
        operation["responses"][str(status)] = _refusal_response(status)
    if path in ("/health", "/ready"):
        for status in ("401", "403", "422"):
            del operation["responses"][status]
    if path == "/ready":
        operation["responses"]["503"] = _unavailable_response()
    if path == "/oauth/token":
        for status in ("400", "401"):
            operation["responses"][status]["content"]["application/json"] = {"schema": {"$ref": f"{REF}OAuthError"}}
        open_to_all = True
    operation["security"] = [{}, {"key": []}, {"client": []}] if open_to_all else [{"key": []}, {"client": []}]
    if path.startswith("/v1/"):
        operation.setdefault("parameters", []).extend(_request_headers(path, method))
        if not changes:
            operation["responses"].setdefault("304", {"description": "You have it already."})
    for status, answer in operation["responses"].items():
        _json_first(answer)
        answer.setdefault("headers", {}).update(_response_headers(path, method, status, operation))
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _json_first(answer: dict[str, Any]) -> None:
    """Put JSON first: generated clients take the first media type that they know, and it is the default one."""
    content = answer.get("content", {})
    if JSON in content and BYTES not in content:
        answer["content"] = {JSON: content.pop(JSON), **content}


def _needs_caller(path: str, method: str) -> bool:
    return method != "get" or (path.startswith("/v1/") and not is_public(path, method))


def _request_headers(path: str, method: str) -> Iterator[dict[str, Any]]:
    if method == "get":
        yield _header("If-None-Match", "The ETag that you have; 304 while it holds.")
    if method == "post":
        words = "Marks a request that may be sent again: the same key, the same answer, for seven days."
        yield _header("Idempotency-Key", words, pattern="^[!#-~]{1,255}$")
    if method == "post" and path.startswith("/v1/proposals/"):
        yield _header("If-Match", "The proposal's ETag.", required=True, pattern='^(\\*|"[!-~]*")$')
    if method == "post" and path in ("/v1/submissions", "/v1/uploads"):
        yield _header("If-Match", 'The head that you have seen, or "none".', pattern='^"([0-9a-f]{64}|none)"$')
    if method == "post" and path.startswith("/v1/submissions/") and path.endswith("/withdrawal"):
        yield _header("If-Match", "The receipt's ETag.", pattern='^(\\*|"[!-~]*")$')


def _header(name: str, description: str, *, pattern: str = "", required: bool = False) -> dict[str, Any]:
    schema = {"type": "string", **({"pattern": pattern} if pattern else {})}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _response_headers(path: str, method: str, status: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    told = {"X-Request-Id": _header_schema("Names this request in the service's log.")}
    if path.startswith("/v1/"):
        told["RateLimit-Policy"] = _header_schema("So many requests (q) in so many seconds (w).")
        told["RateLimit"] = _header_schema("So many left (r) for so many seconds (t).")
    if status in ("429", "503"):
        told["Retry-After"] = _header_schema("Seconds.")
    if status == "401":
        told["WWW-Authenticate"] = _header_schema("Bearer.")
    if status == "200" and method == "get" and path.startswith("/v1/"):
        told["ETag"] = _header_schema("Strong; of these bytes.")
    if path == "/v1/changes" and status == "200":
        told["Link"] = _header_schema("next, while there is more (RFC 8288).")
    if status == "200" and any(one["name"] == "cursor" for one in operation.get("parameters", ())):
        told["Link"] = _header_schema("first, prev and next (RFC 8288).")
    return told


def _header_schema(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _refusal_response(status: int) -> dict[str, Any]:
    words = DESCRIPTIONS.get(status) or (PROBLEM_KINDS[status].detail if status in PROBLEM_KINDS else "Refused.")
    return {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": f"{REF}Problem"}}}}


def _unavailable_response() -> dict[str, Any]:
    schema = {"$ref": f"{REF}Readiness"}
    return {
        "description": "It cannot work: a check that is needed found a fault, or did not answer.",
        "content": {"application/json": {"schema": schema}},
    }


def _problem_schemas() -> dict[str, Any]:
    whole = Problem.model_json_schema(ref_template=f"{REF}{{model}}")
    parts: dict[str, Any] = whole.pop("$defs")
    oauth = {
        "type": "object", "title": "OAuthError", "description": "As RFC 6749, 5.2, words it.", "required": ["error"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    }  # fmt: skip
    return {"Problem": whole, "OAuthError": oauth, **parts}
