"""Pages read as a browser reads them, and forms filled in."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from httpx2 import Response
from starlette.testclient import TestClient

from tests.api.pages.sample_service import FIGURES

KEY = "lewisham/lewisham-childrens-services/national-indicators/FY2009-10"
HERE = f"/collections/{KEY}"
GOOD = (FIGURES / "lewisham/lewisham-childrens-services-answers-illustrative.csv").read_bytes()
HEAD = b"indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note\n"


class Page(HTMLParser):
    """Elements with their attributes, and all text."""

    def __init__(self, answer: Response | str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(answer if isinstance(answer, str) else answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def token(self) -> str:
        return next(str(each["value"]) for each in self.all("input") if each.get("name") == "token")


def send(
    client: TestClient,
    content: bytes,
    *,
    name: str = "figures.csv",
    action: str = "send",
    where: str = HERE,
    token: str | None = None,
    fields: Mapping[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """What a browser sends from the collection's page."""
    given = token if token is not None else Page(client.get(where)).token
    told = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return client.post(
        where,
        data={"token": given, "action": action, **(fields or {})},
        files={"file": (name, content, "text/csv")},
        headers=told if headers is None else headers,
        follow_redirects=False,
    )
