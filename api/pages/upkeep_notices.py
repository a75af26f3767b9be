"""What an administrator's first page says of the upkeep: an old backup, or a doctor that has not looked of late."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from api.app_state import app_state
from api.pages.page_state import page_state
from api.pages.visitor import home_path, visitor_of
from api.readiness.warning_checks import look_at_backup, look_at_doctor
from returnonce.access.policy import can_somewhere
from returnonce.errors import ReturnOnceError

#: Each check, and what mends what it finds.
MENDS = (
    (
        look_at_backup,
        "The service makes one each night into the folder that it was given for backups; Jobs says what came of it.",
    ),
    (
        look_at_doctor,
        "It looks each night; Jobs says what came of it and lets it look again, and its own report says which faults.",
    ),
)


def list_upkeep_notices(request: Request) -> list[str]:
    """In words, each with what mends it; none for others, on other pages, or in a demonstration."""
    visitor = visitor_of(request)
    is_home = request.url.path == home_path(visitor.principal)
    if not (visitor.name and is_home and can_somewhere(visitor.principal, "manage_accounts")):
        return []
    if page_state(request).samples:
        return []
    return [f"{fault} {mend}" for fault, mend in _list_faults(request)]


def _list_faults(request: Request) -> list[tuple[str, str]]:
    context = app_state(request).readiness
    try:
        found = [(look(context), mend) for look, mend in MENDS]
    except (ReturnOnceError, SQLAlchemyError):
        # The page says what it was asked for; that the store does not answer is said elsewhere.
        return []
    return [(fault, mend) for fault, mend in found if fault]
