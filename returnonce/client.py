"""A client of the service for programs: pages, retries, what changed only, signed bundles, cells as a polars frame.

It needs this module, ``returnonce.errors`` and ``returnonce.bundle_verification``, and of other packages ``httpx2``,
``cryptography``, and ``polars`` for frames; nothing of the server is loaded.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import httpx2

from returnonce.bundle_verification import describe_verdict, read_keys, unpack_bundle, verify_bytes
from returnonce.errors import ReturnOnceError

if TYPE_CHECKING:
    import polars as pl

Parameters = Mapping[str, str | int | Sequence[str]]
#: Statuses that another try may end otherwise; and how long to wait where the service does not say it, in seconds.
TRIED_AGAIN, FIRST_PAUSE, LONGEST_PAUSE = frozenset({429, 502, 503, 504}), 0.5, 120.0
CELLS_OF_A_PAGE, PART_BYTES = 50_000, 8 << 20
_FIGURES = ("numerator", "denominator", "value")
_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*rel="?next"?')


class ServiceRefused(ReturnOnceError):
    """The service refused a request; ``problem`` is what it said (RFC 9457), ``code`` the HTTP status."""

    def __init__(self, code: int, problem: Mapping[str, Any]) -> None:
        what, where, mend = (problem.get(name) for name in ("detail", "where", "mend"))
        super().__init__(str(what or f"The service answered {code}."), where=where, mend=mend)
        self.code, self.problem = code, dict(problem)


class ServiceSilent(ReturnOnceError):
    """The service could not be reached, or broke off, as often as it was tried."""


class NotVerified(ReturnOnceError):
    """A bundle is not what was published and signed."""


@dataclass(frozen=True)
class Fetched:
    """An answer: its bytes, its ETag for the next ``If-None-Match``, and the address of the next page."""

    data: bytes
    etag: str | None
    next_page: str | None


@dataclass(frozen=True)
class NewChanges:
    """What happened, the oldest first, as ``changes`` reads it; ``after``: where to go on from."""

    events: list[dict[str, Any]]
    after: str | None


@dataclass
class ReturnsClient:
    """One service, asked with one API key; without a key, what is public. Use it in a ``with`` block.

    ``attempts``: how often a request is tried. ``wait``: pauses for so many seconds.
    """

    service: str
    key: str | None = field(default=None, repr=False)
    attempts: int = 5
    timeout: float = 60
    wait: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        self._http = httpx2.Client(base_url=self.service, headers=headers, timeout=self.timeout)

    def __enter__(self) -> ReturnsClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def fetch(
        self, path: str, parameters: Parameters | None = None, *, accept: str = "*/*", etag: str | None = None
    ) -> Fetched | None:
        """What lies at an address; None where it is what ``etag`` says that you have.

        Raises:
            ServiceRefused, ServiceSilent
        """
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        answer = self._ask("GET", path, params=parameters, headers=headers)
        if answer.status_code == 304:
            return None
        link = _NEXT.search(answer.headers.get("link", ""))
        return Fetched(answer.content, answer.headers.get("etag"), link[1] if link else None)

    def pages(
        self, path: str, parameters: Parameters | None = None, *, accept: str = "application/json"
    ) -> Iterator[bytes]:
        """Each page of a list, as it is asked for."""
        page = self.fetch(path, parameters, accept=accept)
        while page is not None:
            yield page.data
            page = self.fetch(page.next_page, accept=accept) if page.next_page else None

    def keep(self, address: str, path: Path) -> bool:
        """Keep a file under a path, with its ETag beside it; True where it is another one than before."""
        tag = path.with_name(f"{path.name}.etag")
        have = tag.read_text(encoding="ascii") if tag.exists() and path.exists() else None
        if (fetched := self.fetch(address, etag=have)) is None:
            return False
        path.write_bytes(fetched.data)
        tag.write_text(fetched.etag or "", encoding="ascii")
        return True

    def cells(self, **chosen: str | int | Sequence[str]) -> pl.DataFrame:
        """Published cells of many editions as one frame, by the parameters of ``/v1/cells``; ``return_`` stands for
        ``return``. Figures are exact decimals; a null value has its reason in ``symbol``."""
        import polars as pl

        parameters = {name.rstrip("_"): value for name, value in chosen.items()}
        pages = self.pages("/v1/cells.csv", {"limit": CELLS_OF_A_PAGE, **parameters}, accept="text/csv")
        return pl.concat(_read_cells(page) for page in pages)

    def changes(self, after: str | None = None, **chosen: str | int | Sequence[str]) -> NewChanges:
        """What was published, restated or withdrawn and which due days moved since ``after``, which an earlier answer
        gave; by the parameters of ``/v1/changes``. ``type``, ``timestamp``, and in ``data`` the return, area, period
        and number of the edition.

        Raises:
            ServiceRefused: ``after`` is not known there, as when a backup was restored (code 404).
        """
        parameters = {name.rstrip("_"): value for name, value in chosen.items()} | ({"after": after} if after else {})
        pages = [json.loads(page) for page in self.pages("/v1/changes", parameters)]
        return NewChanges([event for page in pages for event in page["changes"]], pages[-1]["after"])

    def states(self, return_code: str, period: str, **chosen: str | Sequence[str]) -> pl.DataFrame:
        """How far a return is in each area that the key may see: who has not sent yet, and who is late. By the
        parameters of ``/v1/returns/{code}/{period}/state``; days are dates, counts numbers, the rest is text."""
        import polars as pl

        fetched = self.fetch(f"/v1/returns/{return_code}/{period}/state.csv", chosen)
        assert fetched is not None
        return pl.read_csv(BytesIO(fetched.data), infer_schema=False).with_columns(
            pl.col("opens", "due").str.to_date(), pl.col("late_by", "needed", "received", "edition").cast(pl.Int64)
        )

    def bundle(self, edition: str, *, keys: str | None = None) -> dict[str, bytes]:
        """The files of an edition, such as ``core-data-set/E10000024/FY2024-25/1``, from its signed bundle.

        ``keys``: what you know the publisher by, as PEM, JSON or base64. Without it the service's own word is taken,
        which proves that nothing was altered on the way from it, and not that it is who it says.

        Raises:
            NotVerified: says what is wrong.
        """
        data = self._bytes(f"/v1/editions/{edition}/bundle")
        known = keys or self._bytes("/.well-known/returnonce-keys.json").decode()
        verdict = verify_bytes(data, read_keys(known))
        if not verdict.holds:
            raise NotVerified(
                " ".join(describe_verdict(verdict)), where=edition, mend="Do not use it; ask the publisher."
            )
        return unpack_bundle(data)

    def send(self, path: Path, *, agency: str, check_only: bool = False, **more: str) -> dict[str, Any]:
        """Send a file in parts, resumed where the connection breaks, and wait for its check; what came of it.

        ``state`` is then accepted, checked, refused or failed; :meth:`findings` of ``all_findings`` says why.
        ``more``: ``period``, ``version``, ``sent_under``.
        """
        size, tus = path.stat().st_size, {"Tus-Resumable": "1.0.0"}
        parameters = {"agency": agency, "file_name": path.name, "check_only": str(check_only).lower(), **more}
        begun = self._ask("POST", "/v1/uploads", params=parameters, headers={**tus, "Upload-Length": str(size)})
        where = begun.headers["location"]
        here, idle = 0, 0
        with path.open("rb") as stream:
            while here < size and idle < self.attempts:
                stream.seek(here)
                self._send_part(where, stream.read(PART_BYTES), {**tus, "Upload-Offset": str(here)})
                before, here = here, int(self._ask("HEAD", where, headers=tus).headers["upload-offset"])
                idle = idle + 1 if here == before else 0
        if here < size:
            raise ServiceSilent(f"{here} of {size} bytes came through.", where=where, mend="Try again later.")
        return self._judged(where)

    def findings(self, address: str) -> pl.DataFrame:
        """All findings at an address that a receipt, a refusal or :meth:`send` gave; ``position`` and ``row`` are
        numbers, the rest is text."""
        import polars as pl

        pages = self.pages(address, {"limit": 1000}, accept="text/csv")
        frames = (pl.read_csv(BytesIO(page), infer_schema=False) for page in pages)
        return pl.concat(frames).with_columns(pl.col("position", "row").cast(pl.Int64))

    def _send_part(self, where: str, data: bytes, headers: Mapping[str, str]) -> None:
        """Once: whoever sends goes on from what is there."""
        told = {**headers, "Content-Type": "application/offset+octet-stream"}
        try:
            answer = self._http.patch(where, content=data, headers=told)
        except httpx2.TransportError:
            return
        if answer.status_code in TRIED_AGAIN:
            self.wait(_pause(answer, 0))
        elif answer.status_code != 409:
            _refuse(answer)

    def _judged(self, where: str) -> dict[str, Any]:
        while True:
            answer = self._ask("GET", where)
            said: dict[str, Any] = answer.json()
            if said["state"] not in ("receiving", "waiting", "checking"):
                return said
            self.wait(_pause(answer, 0))

    def _bytes(self, path: str) -> bytes:
        fetched = self.fetch(path)
        assert fetched is not None
        return fetched.data

    def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Asked again where that may help."""
        for attempt in range(self.attempts):
            last = attempt == self.attempts - 1
            try:
                answer = self._http.request(method, path, **more)
            except httpx2.TransportError as error:
                if last:
                    raise ServiceSilent(f"{self.service} does not answer.", mend="Try again later.") from error
                self.wait(FIRST_PAUSE * 2**attempt)
                continue
            if answer.status_code not in TRIED_AGAIN or last:
                break
            self.wait(_pause(answer, attempt))
        _refuse(answer)
        return answer


def _refuse(answer: httpx2.Response) -> None:
    if answer.status_code < 400:
        return
    try:
        problem = answer.json()
    except json.JSONDecodeError:
        problem = {}
    raise ServiceRefused(answer.status_code, problem if isinstance(problem, dict) else {})


def _pause(answer: httpx2.Response, attempt: int) -> float:
    """Seconds: those that the service asks for, else more each time."""
    said = answer.headers.get("retry-after", "")
    return min(int(said) if said.isdecimal() else FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)


def _read_cells(page: bytes) -> pl.DataFrame:
    import polars as pl

    figures = pl.col(_FIGURES).cast(pl.Decimal(38, 12))
    return pl.read_csv(BytesIO(page), infer_schema=False).with_columns(
        figures,
        pl.col("edition", "per").cast(pl.Int64),
        pl.col("illustrative") == "true",
        pl.col("published_at").str.to_datetime(time_zone="UTC", format="%+"),
    )
