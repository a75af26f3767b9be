"""The hand of the journeys itself, where a browser is slow to answer a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.pages.chromium import browser
from tests.api.pages.hand import WAYS, open_hand
from tests.api.pages.missing_tools import need_chromium

pytestmark = pytest.mark.long

#: The field, deaf to the first press of Space, and nothing else; it says which files it has.
DEAF = """<title>Return Once</title><h1>Files</h1><input type=file aria-label=File><script>
globalThis.deaf = true
document.querySelector('input').onkeyup = event => { if (deaf) event.preventDefault(); deaf = false }
document.querySelector('input').onkeydown = event => { if (deaf) event.preventDefault() }
</script>"""


def test_a_dialogue_that_does_not_open_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_chromium()
    monkeypatch.setattr("tests.api.pages.hand.DIALOGUE", (500, 500, 20_000))
    with browser() as opened:
        hand = open_hand(opened, "http://127.0.0.1:1", WAYS["keyboard"], tmp_path)
        hand.page.set_content(DEAF)
        hand.attach("figures.csv", b"1")
        chosen = hand.page.locator("input").evaluate("it => [...it.files].map(file => file.name)")
        assert (chosen, hand.page.evaluate("deaf")) == (["figures.csv"], False)
