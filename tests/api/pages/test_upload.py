"""A file sent through the pages: checked, taken, refused, repeated, too large, from elsewhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import polars as pl
import pytest
from httpx2 import Response
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app_state import state_of
from api.pages.page_cache import PageCache
from api.pages.page_upload import MOST_MB_WAITED_FOR
from collectors.submissions.pending_uploads import TASK
from jobs.background.worker import BackgroundWorker
from jobs.judge_upload import UploadJudge
from mappings.definitions.job_definitions import QueueSettings
from mappings.plan.plan import make_plan
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import transaction
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import GOOD, HEAD, HERE, KEY, Page, send
from tests.api.pages.sample_service import TODAY, House, build
from tests.jobs.test_judge_upload import CheckerHere

BROKEN_OFF = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx'


def stored(client: TestClient) -> int:
    with state_of(client.app).context.engine.connect() as connection:  # type: ignore[arg-type]
        return int(connection.execute(text("SELECT count(*) FROM submission")).scalar_one())


def test_a_good_file_gives_a_receipt_and_a_second_time_the_first_receipt(fresh: TestClient) -> None:
    first = send(fresh, GOOD, name="our figures.csv")
    assert first.status_code == 303, Page(first).text
    receipt = Page(fresh.get(first.headers["location"]))
    assert "our figures.csv" in receipt.text
    assert "Received Reference" in receipt.text
    again = send(fresh, GOOD, name="another name.csv")
    assert again.headers["location"] == first.headers["location"] + "?again=1"
    assert "received before" in Page(fresh.get(again.headers["location"])).text
    assert stored(fresh) == 1
    schedule = Page(fresh.get("/schedule"))
    assert "24 of 24" in schedule.text


def land(client: TestClient, response: Response) -> Response:
    """The page to which an answer leads, which can be opened again and again."""
    assert response.status_code == 303, Page(response).text
    where = response.headers["location"]
    assert where.startswith("/uploads/")
    landed = client.get(where)
    assert Page(client.get(where)).text == Page(landed).text
    return landed


def test_checking_stores_nothing(empty: TestClient) -> None:
    response = land(empty, send(empty, GOOD, action="check"))
    assert response.status_code == 200
    assert "would be accepted" in Page(response).text
    assert stored(empty) == 0


def test_a_refused_file_shows_each_finding_where_it_is(empty: TestClient) -> None:
    rows = b"NI 62,Lewisham,2009,,,45,450,,,,\n" * 30
    page = Page(land(empty, send(empty, HEAD + rows)))
    assert page.text.startswith("Error: ")
    assert "Rows 2 to 31, column C (period):" in page.text
    assert page.text.count("The period '2009' is not clear") == 2, "once in the summary and once below"
    summary = [each["href"] for each in page.all("a") if str(each.get("href")).startswith("#finding-")]
    assert summary == ["#finding-period-unclear"]
    assert any(each.get("id") == "finding-period-unclear" for each in page.all("section"))
    assert stored(empty) == 0


def test_a_kind_whose_rows_say_different_things_has_the_rules_sentence(empty: TestClient) -> None:
    rows = b"".join(b"NI 43,Lewisham,FY20%d-%d,,,4,45,,,,\n" % (year, year + 1) for year in (30, 31, 30))
    page = Page(land(empty, send(empty, HEAD + rows, action="check")))
    assert "The period … has not begun, and the figure is an actual. (3 times)" in page.text
    assert "Period future" not in page.text


def test_repeats_of_one_cause_are_one_line_however_many(empty: TestClient) -> None:
    rows = b"NI 62,Lewisham,2009,,,45,450,,,,\n" * 340
    page = Page(land(empty, send(empty, HEAD + rows, action="check")))
    assert "340 times" in page.text
    assert "Rows 2 to 341, column C (period):" in page.text


def test_causes_beyond_what_a_page_holds_are_counted(empty: TestClient) -> None:
    rows = b"".join(b"NI 62,Lewisham,%d,,,45,450,,,,\n" % number for number in range(5_000, 5_300))
    page = Page(land(empty, send(empty, HEAD + rows, action="check")))
    assert "300 times" in page.text
    assert "100 further causes of this kind are not listed" in page.text


@pytest.mark.long
def test_a_checked_file_is_sent_without_choosing_it_again(fresh: TestClient) -> None:
    where = send(fresh, GOOD, action="check", name="ours.csv").headers["location"]
    page = Page(fresh.get(where))
    assert "24 figures are new." in page.text
    sent = press(fresh, where, page.token)
    assert sent.headers["location"].startswith("/submissions/")
    assert "ours.csv" in Page(fresh.get(sent.headers["location"])).text
    again = press(fresh, where, page.token)
    assert again.headers["location"] == sent.headers["location"] + "?again=1", "a second tab harms nothing"
    led = fresh.get(where)
    assert led.url.path == sent.headers["location"], "what was sent is no more said to be unsent"
    assert stored(fresh) == 1


def press(client: TestClient, where: str, token: str) -> Response:
    told = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return client.post(where, data={"token": token}, headers=told, follow_redirects=False)


@pytest.mark.long
def test_a_checked_file_is_kept_for_an_hour_and_for_its_sender_alone(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",))
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as browser:
        where = send(browser, GOOD, action="check").headers["location"]
        token = Page(browser.get(where)).token
        state = state_of(house.app)
        state.context = house.context.replace(clock=FixedClock(TODAY.now() + timedelta(hours=1)))
        assert "Choose it again and send it" in Page(browser.get(where)).text
        assert press(browser, where, token).status_code == 404
        assert stored(browser) == 0
        BackgroundWorker(state.context, "one", QueueSettings()).do_waiting()
        assert [case.kind for case in house.context.vault.cases()] == ["judged"], (
            "its bytes are gone, and what was found stays"
        )
        assert "24 figures are new." in Page(browser.get(where)).text
    house.engine.dispose()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choose a file."),
        (b"", "empty.csv", "The file is empty."),
    ],
)
def test_what_is_no_file_is_said_in_words(empty: TestClient, content: bytes, name: str, said: str) -> None:
    response = send(empty, content, name=name)
    assert response.status_code == 422
    assert said in Page(response).text


def test_a_damaged_workbook_is_said_in_words(empty: TestClient) -> None:
    assert "The file is damaged" in Page(land(empty, send(empty, b"PK\x03\x04nothing", name="a.xlsx"))).text


def test_too_large_a_file_is_refused_while_it_comes_and_said_beside_the_field(
    empty: TestClient, tmp_path: Path
) -> None:
    response = send(empty, HEAD + b"x" * (2 << 20))
    page = Page(response)
    assert response.status_code == 413
    assert "The file is larger than 1 MB." in page.text
    assert any("govuk-file-upload--error" in str(each.get("class")) for each in page.all("input"))
    assert stored(empty) == 0


def test_far_too_large_a_body_is_not_read_to_its_end(empty: TestClient) -> None:
    read = 0

    def endless():  # type: ignore[no-untyped-def]
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while True:
            read += 1 << 20
            yield b"x" * (1 << 20)
            if read > 40 << 20:
                return

    response = empty.post(
        HERE,
        content=endless(),
        headers={"Content-Type": "multipart/form-data; boundary=b", "Origin": "http://127.0.0.1:8765"},
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-site"},
        {},
    ],
    ids=["elsewhere", "null", "another-port", "same-site", "unsaid"],
)
def test_a_form_from_elsewhere_is_not_taken(empty: TestClient, headers: dict[str, str]) -> None:
    response = send(empty, GOOD, headers=headers)
    assert response.status_code == 403
    assert stored(empty) == 0


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_our_token_is_not_taken(empty: TestClient, token: str) -> None:
    empty.get(HERE)
    response = send(empty, GOOD, token=token)
    assert response.status_code == 403
    assert "out of date" in Page(response).text
    assert stored(empty) == 0


def test_a_token_serves_only_the_visitor_it_was_made_for(empty: TestClient) -> None:
    token = Page(empty.get(HERE)).token
    empty.cookies.clear()
    assert send(empty, GOOD, token=token).status_code == 403


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"file"),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b"no form at all"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
        ),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 9_999),
        ("multipart/form-data; boundary=" + "b" * 5_000, BROKEN_OFF),
        (
            "multipart/form-data; boundary=b",
            b"".join(b'--b\r\nContent-Disposition: form-data; name="%d"\r\n\r\n\r\n' % n for n in range(99))
            + b"--b--\r\n",
        ),
    ],
    ids=["not-a-form", "no-boundary", "no-part", "breaks-off", "long-field", "long-boundary", "many-empty-fields"],
)
def test_a_body_that_is_no_form_is_refused(empty: TestClient, kind: str, body: bytes) -> None:
    response = empty.post(HERE, content=body, headers={"Content-Type": kind, "Origin": "http://127.0.0.1:8765"})
    assert response.status_code == 400


def test_the_template_holds_what_is_owed_and_can_be_checked(empty: TestClient) -> None:
    book = empty.get(f"{HERE}/template.xlsx")
    assert book.status_code == 200
    assert book.content[:2] == b"PK"
    assert "national-indicators-FY2009-10.xlsx" in book.headers["content-disposition"]
    response = send(empty, book.content, name="template.xlsx", action="check")
    assert "left blank" in Page(land(empty, response)).text


@pytest.mark.long
def test_a_large_file_has_a_page_that_says_how_far_it_is_and_what_came_of_it(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",), upload_at_once=0)
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as browser:
        places = [send(browser, data).headers["location"] for data in (GOOD, HEAD + b"NI 62,Lewisham,2009,,,1,2,,,,\n")]
        waiting = Page(browser.get(places[1]))
        assert "The file waits to be checked" in waiting.text
        assert "1 file came before it" in waiting.text
        judge(house)
        receipt = browser.get(places[0])
        assert "Received Reference" in Page(receipt).text
        refused = Page(browser.get(places[1]))
        assert refused.text.startswith("Error: ")
        assert "Row 2, column C (period):" in refused.text
        assert any(each.get("href") == HERE for each in refused.all("a"))
        assert browser.get(f"/uploads/{'0' * 64}").status_code == 404
        assert send(browser, b"", name="empty.csv").status_code == 422
    house.engine.dispose()


def test_who_sends_a_file_does_not_wait_for_what_others_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = build(tmp_path, places=("lewisham",), upload_at_once=0)
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as browser:
        token = Page(browser.get(HERE)).token
        with transaction(house.engine) as session:
            audit.record(session, TODAY, act="collect", subject="another's figures")
        plan = Mock(side_effect=make_plan)
        monkeypatch.setattr("api.pages.page_data.make_plan", plan)
        where = send(browser, GOOD, token=token).headers["location"]
        assert "The file waits to be checked" in Page(browser.get(where)).text
        assert "figures.csv Waits" in Page(browser.get(f"/uploads?of={KEY}")).text
        assert plan.call_count == 0
        # A collection that came since is looked for in what is asked for now.
        monkeypatch.setattr(PageCache, "find_last", lambda *_: pl.DataFrame(schema={"key": pl.String}))
        assert send(browser, GOOD, token=token).status_code == 303
        assert plan.call_count == 1
    house.engine.dispose()


def test_the_page_of_a_file_that_is_being_checked_says_how_far_that_is(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",), upload_at_once=0)
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as browser:
        where, seen = send(browser, GOOD).headers["location"], []
        judge(house, seen=lambda: seen.append(Page(browser.get(where)).text))
    assert "The file is being checked" in seen[0]
    assert "Read Done Checked Under way Step 3 of 14 Compared with what was given Not yet Stored Not yet" in seen[0]
    house.engine.dispose()


def test_a_packed_file_that_is_large_when_unpacked_makes_nobody_wait(fresh: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("figures.csv", GOOD * 100)
    assert len(packed.getvalue()) < MOST_MB_WAITED_FOR << 20
    sent = send(fresh, packed.getvalue(), name="figures.zip")
    assert "The file waits to be checked" in Page(fresh.get(sent.headers["location"])).text


@pytest.mark.long
def test_several_files_are_taken_at_once_and_followed_on_one_page(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",))
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as browser:
        assert "Files that were sent here" not in Page(browser.get(HERE)).text
        token = Page(browser.get(HERE)).token
        bad = HEAD + b"NI 62,Lewisham,2009,,,1,2,,,,\n"
        files = [("file", (name, data, "text/csv")) for name, data in (("good.csv", GOOD), ("bad.csv", bad))]
        ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
        fields = {"token": token, "action": "send"}
        sent = browser.post(HERE, data=fields, files=files, headers=ours, follow_redirects=False)
        assert sent.status_code == 303
        where = sent.headers["location"]
        assert Page(browser.get(where)).text.count("Waits") == 2
        judge(house)
        done = Page(browser.get(where))
        assert "good.csv Received" in done.text
        assert "bad.csv Not accepted" in done.text
        assert stored(browser) == 1
        assert "Files that were sent here" in Page(browser.get(HERE)).text
        assert browser.get("/uploads?of=lewisham/nobody/nothing/FY2009-10").status_code == 404
        assert browser.get("/uploads").status_code == 404
        empty = [("file", ("good.csv", GOOD, "text/csv")), ("file", ("none.csv", b"", "text/csv"))]
        refused = browser.post(HERE, data=fields, files=empty, headers=ours, follow_redirects=False)
        assert "none.csv is empty." in Page(refused).text
        many = [("file", (f"{number}.csv", GOOD, "text/csv")) for number in range(21)]
        assert browser.post(HERE, data=fields, files=many, headers=ours).status_code == 400
    house.engine.dispose()


def judge(house: House, *, seen: Callable[[], object] = lambda: None) -> None:
    context, checker = house.context.replace(ruleset=house.ruleset), CheckerHere()
    checker.seen = lambda _: seen()
    judge = UploadJudge(checker)
    BackgroundWorker(context, "one", QueueSettings(), functions={TASK: judge.judge}).do_waiting()
