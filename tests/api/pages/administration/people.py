"""Who asks for the administrator's pages, and how."""

from __future__ import annotations

import json
from dataclasses import dataclass

from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from returnonce.access import sessions
from returnonce.audit import AuditRow
from returnonce.db import reading
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY, House
from tests.api.pages.test_sign_in import post

WHOLE, LOCAL = "whole-administrator", "lewisham-administrator"
HOME = "/administration"


@dataclass
class Office:
    """A house and the requests of people in it."""

    house: House

    def client(self, name: str = "") -> TestClient:
        """Requests of somebody who is signed in, or of nobody."""
        visitor = TestClient(
            self.house.app, base_url="http://127.0.0.1:8765", headers={"Accept": "text/html"},
            raise_server_exceptions=False, follow_redirects=False,
        )  # fmt: skip
        if name:
            token = sessions.begin_session(self.house.engine, TODAY, name, how="sample")
            visitor.cookies.set("returnonce_session", token)
        return visitor

    def send(self, who: str, path: str, /, **fields: str) -> Response:
        """A form of a page of ours, with its token."""
        client = self.client(who)
        token = Page(client.get("/account")).token
        return post(client, path, {"token": token} | {key.replace("_", "-"): text for key, text in fields.items()})

    def send_and_see(self, who: str, path: str, /, **fields: str) -> tuple[TestClient, Response]:
        """Whoever sent a form of a page, and the page that its answer leads to."""
        client = self.client(who)
        token = Page(client.get("/account")).token
        answer = post(client, path, {"token": token} | {key.replace("_", "-"): text for key, text in fields.items()})
        assert answer.status_code == 303
        return client, client.get(answer.headers["location"])

    def text(self, name: str, path: str) -> str:
        return Page(self.client(name).get(path)).text

    def acts(self, subject: str) -> list[tuple[str, str]]:
        """What the audit trail has of a thing: each act and by whom."""
        with reading(self.house.engine) as session:
            rows = session.exec(select(AuditRow).where(AuditRow.subject == subject).order_by(col(AuditRow.id))).all()
        return [(row.act, json.loads(row.details).get("by", "")) for row in rows]
