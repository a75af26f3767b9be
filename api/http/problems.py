"""Problem details (RFC 9457): the body of every refusal, ours or the framework's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from returnonce.errors import Refused, ReturnOnceError, problem

MEDIA_TYPE = "application/problem+json"
#: Most errors that are listed for one request.
MAX_FAULTS = 50
#: Never repeated in a response or a log: private addresses, keys, tokens.
_SECRETS = re.compile(r"(?<=/calendars/)[^/]+|ro_[A-Za-z0-9_-]{6,}|eyJ[A-Za-z0-9_.-]{10,}|[^/]{200,}")


class ProblemKind(NamedTuple):
    """``name`` ends the problem's ``type``."""

    name: str
    title: str
    detail: str
    mend: str


#: By HTTP status.
PROBLEM_KINDS: Mapping[int, ProblemKind] = {
    400: ProblemKind("wrong-usage", "Wrong usage", "The request cannot be understood.",
                     "See openapi.json for its form."),
    401: ProblemKind("unauthenticated", "Sign in first", "Who asks is not known.", "Send a key or a token."),
    403: ProblemKind("forbidden", "Not allowed", "This may not be done by who asks.", "Ask your administrator."),
    404: ProblemKind("not-found", "Not found", "There is nothing here.", "See openapi.json for what there is."),
    405: ProblemKind("wrong-method", "Not done here", "This address does not take that method.",
                     "Use one named in Allow."),
    408: ProblemKind("too-slow", "Too slow", "The body did not arrive in time.", "Send it again."),
    409: ProblemKind("conflict", "Conflict", "That cannot be done now.", "Look at the present state first."),
    413: ProblemKind("too-large", "Too large", "The body is larger than is taken.", "Send less at a time."),
    414: ProblemKind("long-address", "Address too long", "The address is longer than is read.",
                     "Ask for less at a time."),
    415: ProblemKind("unsupported", "Unsupported kind of file", "The body is of no kind that is read here.",
              "Send application/json, or the kind that openapi.json names."),
    416: ProblemKind("outside-the-file", "Outside the file", "No byte of that range is there.",
              "Ask for bytes that are there."),
    421: ProblemKind("wrong-host", "Not this service's name", "The request names another service.",
              "Open http://127.0.0.1, or ask by the service's own name."),
    422: ProblemKind("wrong-request", "The request does not fit", "Some of what was sent does not fit.",
              "Mend what errors names."),
    431: ProblemKind("long-headers", "Headers too long", "The headers are longer than is read.",
              "Send fewer and shorter ones."),
    500: ProblemKind("bug", "Internal error", "Something went wrong here; it has been logged.",
              "Try again; if it stays, tell whoever runs the service the X-Request-Id."),
}  # fmt: skip


class FileRefused(Refused):
    """A file with something to mend; ``faults``: as :class:`api.schemas.problems.Fault` says; ``all_findings``: the
    address of all of them, where they are kept."""

    def __init__(
        self, what: str, *, faults: Sequence[Mapping[str, Any]], mend: str, all_findings: str | None = None
    ) -> None:
        super().__init__(what, mend=mend)
        self.faults, self.all_findings = [dict(fault) for fault in faults], all_findings

    @property
    def members(self) -> dict[str, Any]:
        """What its problem has besides."""
        return {"errors": self.faults} | ({"all_findings": self.all_findings} if self.all_findings else {})


def problem_type(name: str) -> str:
    """The ``type`` of a kind of problem; docs/reference/api.md lists them."""
    return f"urn:returnonce:problem:{name}"


def problem_body(
    status: int, path: str, *, detail: str | None = None, faults: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """The body for a status that is not one of our own errors."""
    kind = PROBLEM_KINDS.get(status, PROBLEM_KINDS[400] if status < 500 else PROBLEM_KINDS[500])
    body: dict[str, Any] = {
        "type": problem_type(kind.name), "title": kind.title, "status": status, "detail": detail or kind.detail,
        "instance": redacted_path(path), "mend": kind.mend,
    }  # fmt: skip
    return body | ({"errors": [dict(fault) for fault in faults[:MAX_FAULTS]]} if faults else {})


def error_body(error: BaseException, path: str) -> dict[str, Any]:
    """The body for one of our own errors, or for a bug."""
    if isinstance(error, ReturnOnceError):
        members = error.members if isinstance(error, FileRefused) else {}
        return dict(problem(error, instance=redacted_path(path))) | members
    return problem_body(500, path)


def redacted_path(path: str) -> str:
    """A path without keys, tokens and private addresses, and not too long."""
    plain = path.encode("utf-8", "replace").decode()
    return _SECRETS.sub("...", plain)[:500]


def fault(where: Sequence[Any], message: str, *, mend: str | None = None) -> dict[str, str]:
    """One of ``errors``: where in the request, what is wrong with it, and how to mend it where that is known."""
    return {"where": ".".join(map(str, where)), "detail": message} | ({} if mend is None else {"mend": mend})
