"""One error tree, and the one place that turns it into an exit code or an HTTP answer.

Every error a user can cause says *what* is wrong, *where*, and how to *mend* it. Anything else
that is raised is a bug, and is treated as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ReturnOnceError(Exception):
    """Something a person can act on. Subclasses fix the exit code and the HTTP status."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Refused"

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what, self.where, self.mend = what, where, mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.mend}" if self.mend else "")

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would lose the keyword arguments on the way out of a child process.
        return (_rebuild, (type(self), self.what, self.where, self.mend))


def _rebuild(kind: type[ReturnOnceError], what: str, where: str | None, mend: str | None) -> ReturnOnceError:
    return kind(what, where=where, mend=mend)


class Refused(ReturnOnceError):
    """The input was understood and is not acceptable."""


class NothingToDo(Refused):
    """What was asked for is not there, and that is no mistake: nothing is to be mended."""


class NotFound(ReturnOnceError):
    """A code, area, period, agency or return that is not known here."""

    status = 404
    title = "Not found"


class Conflict(ReturnOnceError):
    """The state of the store does not allow it."""

    status = 409
    title = "Conflict"


class TooLarge(ReturnOnceError):
    """The input exceeds a stated limit."""

    status = 413
    title = "Too large"


class Unsupported(ReturnOnceError):
    """A kind of file or format that is not handled."""

    status = 415
    title = "Unsupported kind of file"


class NotAcceptable(ReturnOnceError):
    """None of the formats asked for is offered."""

    status = 406
    title = "Not acceptable"


class WrongUsage(ReturnOnceError):
    """The command or request itself is malformed."""

    exit_code = 2
    status = 400
    title = "Wrong usage"


class Unauthenticated(ReturnOnceError):
    """The caller is not known: no key, token or session, or one that is no longer valid."""

    status = 401
    title = "Sign in first"


class Forbidden(ReturnOnceError):
    """The caller may know of the thing, but may not do this with it."""

    status = 403
    title = "Not allowed"


class PreconditionFailed(ReturnOnceError):
    """``If-Match`` names a state that has changed since."""

    status = 412
    title = "Changed meanwhile"


class PreconditionRequired(ReturnOnceError):
    """The act needs ``If-Match``, so that nobody's change is lost."""

    status = 428
    title = "Say what you have seen"


class TooMany(ReturnOnceError):
    """More requests than are allowed. ``after``: seconds until one is allowed again."""

    status = 429
    title = "Too many requests"

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None, after: int = 60) -> None:
        super().__init__(what, where=where, mend=mend)
        self.after = after


class Unavailable(ReturnOnceError):
    """The store or another part cannot be reached now; trying again may help."""

    status = 503
    title = "Unavailable"


class NoRoom(Unavailable):
    """The disk is full; nothing was stored, and reading goes on."""

    status = 507
    title = "No room"


#: EX_SOFTWARE.
BUG = 70


def exit_code(error: BaseException) -> int:
    """0 done, 1 refused or findings, 2 wrong usage. A bug is 70."""
    return error.exit_code if isinstance(error, ReturnOnceError) else BUG


def problem(error: BaseException, *, instance: str) -> Mapping[str, Any]:
    """RFC 9457 problem details. A bug says nothing of itself to the outside."""
    if not isinstance(error, ReturnOnceError):
        return {
            "type": "about:blank",
            "title": "Internal error",
            "status": 500,
            "detail": "Something went wrong here; nothing was stored. It has been logged.",
            "instance": instance,
        }
    body: dict[str, Any] = {
        "type": f"urn:returnonce:problem:{_kebab(type(error).__name__)}",
        "title": error.title,
        "status": error.status,
        "detail": error.what,
        "instance": instance,
    }
    return body | {key: value for key, value in (("where", error.where), ("mend", error.mend)) if value}


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
