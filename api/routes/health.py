"""Whether the process answers, and whether it can do its work."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from api.app_state import app_state
from api.readiness.check import CheckAnswer
from api.schemas.health import CheckShown, Health, Readiness
from returnonce import VERSION

router = APIRouter(tags=["health"])
NO_STORE = {"Cache-Control": "no-store"}
UNREADY: dict[int | str, dict[str, Any]] = {
    503: {"model": Readiness, "description": "It cannot: a check that is needed found a fault, or did not answer."}
}


@router.get("/health", operation_id="getHealth", summary="Whether it is alive", response_model=Health)
async def get_health() -> JSONResponse:
    """200 while the process answers at all. It asks neither the store nor the disk: see ``/ready``."""
    return JSONResponse({"status": "ok", "release": VERSION}, headers=NO_STORE)


@router.get(
    "/ready", operation_id="getReadiness", summary="Whether it can do its work", response_model=Readiness,
    responses=UNREADY,
)  # fmt: skip
async def get_readiness(
    request: Request,
    without: Annotated[list[str] | None, Query(description="Checks to leave out, such as queue.")] = None,
) -> JSONResponse:
    """200 while every check that is needed finds what it needs (``limited``: a warning stands), else 503. A check that
    does not answer within two seconds counts as a fault."""
    state = app_state(request)
    answers = await state.readiness_probe.ask(state.readiness, frozenset(without or ()))
    status = find_status(answers)
    body = Readiness(
        status=status, release=VERSION, store=state.context.engine.dialect.name, ruleset=state.context.ruleset.hash,
        checks=[_show_check(answer) for answer in answers],
    )  # fmt: skip
    headers = NO_STORE | ({"Retry-After": "10"} if status == "unavailable" else {})
    return JSONResponse(body.model_dump(), status_code=503 if status == "unavailable" else 200, headers=headers)


def find_status(answers: list[CheckAnswer]) -> str:
    """``ok``; ``limited`` where a warning stands; ``unavailable`` where something needed is not there."""
    bad = [answer for answer in answers if answer.state != "ok"]
    return "unavailable" if any(answer.check.needed for answer in bad) else "limited" if bad else "ok"


def _show_check(answer: CheckAnswer) -> CheckShown:
    return CheckShown(
        check=answer.check.name, state=answer.state, needed=answer.check.needed, says=answer.says,
        milliseconds=answer.milliseconds,
    )  # fmt: skip
