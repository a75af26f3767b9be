"""What a person's hand does at a page, by mouse or by keyboard alone; and what is asked of every page that it meets."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, FileChooser, Locator, Page
from playwright.sync_api import TimeoutError as WaitedTooLong

#: A4 between the margins that Chromium prints with, in CSS pixels.
PAPER = 718
#: Most presses of Tab from one thing to the next.
TABS = 400
#: For how many milliseconds a file dialogue is waited for, after each press of Space.
DIALOGUE = (3_000, 6_000, 20_000)
#: Whether what has the focus shows it, and whether something else lies on top of it.
FOCUS = """it => {
  const style = getComputedStyle(it), box = it.getClientRects()[0]
  const {clientWidth, clientHeight} = document.documentElement
  const x = (Math.max(box.left, 0) + Math.min(box.right, clientWidth)) / 2
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, clientHeight)) / 2
  const top = document.elementFromPoint(x, y)
  return [style.outlineStyle !== 'none' || style.boxShadow !== 'none',
          top !== null && (top === it || it.contains(top) || top.contains(it))]
}"""


class Way(NamedTuple):
    """How somebody comes to the pages. ``zoom``: of a window whose pixels are counted after it."""

    script: bool = True
    keyboard: bool = False
    width: int = 1280
    height: int = 900
    zoom: float = 1
    prints: bool = False


WAYS = {
    "script": Way(), "no script": Way(script=False), "keyboard": Way(keyboard=True),
    "320 pixels": Way(width=320, height=640, script=False), "400%": Way(width=320, height=256, zoom=4),
    "printed": Way(prints=True),
}  # fmt: skip


@dataclass
class Hand:
    """One window of one person. ``told``: what the browser complained of."""

    page: Page
    way: Way
    folder: Path
    told: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(path)
        self._look()

    def sign_in(self, title: str) -> None:
        """As one of the sample people, out of whatever session there is."""
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.press(f"Sign in as {title}")

    def follow(self, words: str) -> None:
        """A link, the first of that name."""
        self._go(self.page.get_by_role("link", name=words).first)

    def choose_from_menu(self, words: str) -> None:
        """A part of the service; a narrow window folds them away where a script runs."""
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            self._act(menu)
        self._go(self.page.get_by_role("link", name=words, exact=True).first)

    def press(self, words: str) -> None:
        """A button."""
        self._go(self.page.get_by_role("button", name=words, exact=True).first)

    def write(self, label: str, text: str) -> None:
        at = self.page.get_by_label(label, exact=True)
        if not self.way.keyboard:
            at.fill(text)
            return
        self._reach(at)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        at = self.page.get_by_label(label, exact=True)
        if self.way.keyboard:
            self._reach(at)
            self.page.keyboard.type(option)
        else:
            at.select_option(label=option)
        assert at.evaluate("it => it.selectedOptions[0].text") == option

    def attach(self, name: str, content: bytes) -> None:
        """A file, by the dialogue that its field opens."""
        file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        if not self.way.keyboard:
            self.page.locator("input[type=file]").first.set_input_files(file)
            return
        self._open_dialogue().set_files(file)

    def _open_dialogue(self) -> FileChooser:
        """By the keyboard alone. A busy browser may swallow the key, as a person sees who then presses it again."""
        for patience in DIALOGUE:
            # GOV.UK's script puts a button before the field; both are looked up anew, as it may just have come.
            self._reach(self.page.locator(".govuk-file-upload-button, input[type=file]:not([hidden])").first)
            try:
                with self.page.expect_file_chooser(timeout=patience) as chooser:
                    self.page.keyboard.press("Space")
                return chooser.value
            except WaitedTooLong:
                continue
        raise AssertionError(f"no file dialogue opened at {self.page.url}")

    def download(self, words: str) -> bytes:
        """The bytes behind a link, as they are saved."""
        with self.page.expect_download() as saved:
            self._act(self.page.get_by_role("link", name=words).first)
        return Path(saved.value.path()).read_bytes()

    def read(self, *words: str) -> None:
        """See that the page says so."""
        text = " ".join(self.page.locator("body").inner_text().split())
        missing = [each for each in words if each not in text]
        assert not missing, (missing, self.page.url, text[:900])

    def _go(self, at: Locator) -> None:
        with self.page.expect_event("framenavigated"):
            self._act(at)
        self.page.wait_for_load_state()
        self._look()

    def _act(self, at: Locator) -> None:
        if self.way.keyboard:
            self._reach(at)
            self.page.keyboard.press("Enter")
        else:
            at.click()

    def _reach(self, at: Locator) -> None:
        """Press Tab until it has the focus; see that the focus shows and that nothing covers it."""
        wanted = at.element_handle()
        for _ in range(TABS):
            if wanted.evaluate("it => it === document.activeElement"):
                assert wanted.evaluate(FOCUS) == [True, True], (at, self.page.url)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {at} at {self.page.url}")

    def _look(self) -> None:
        """Every page: one heading, a title, no wider than its window, and on paper all of it."""
        page = self.page
        assert page.locator("h1").count() == 1, page.url
        assert page.title().endswith("Return Once"), page.title()
        assert sideways(page) <= 0, (page.url, sideways(page))
        if self.way.prints:
            self._print()

    def _print(self) -> None:
        page, path, shown = self.page, self.folder / "page.pdf", self.page.viewport_size
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER, "height": 1000})
        assert sideways(page) <= 0, ("on paper", page.url, sideways(page))
        page.pdf(path=path, format="A4")
        text = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
        heading = " ".join(page.locator("h1").inner_text().split())
        assert heading in " ".join(text.split()), (page.url, text[:500])
        assert not re.search(r"https?://(?!\S+example)|Skip to main|Sign out", text), (page.url, text)
        page.emulate_media(media="screen")
        page.set_viewport_size(shown or {"width": 1280, "height": 900})


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def open_hand(browser: Browser, address: str, way: Way, folder: Path) -> Hand:
    """A window; what its browser complains of is gathered."""
    context = browser.new_context(
        viewport={"width": way.width, "height": way.height}, device_scale_factor=way.zoom,
        java_script_enabled=way.script, base_url=address, accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(20_000)
    hand = Hand(context.new_page(), way, folder)
    hand.page.on("pageerror", lambda error: hand.told.append(str(error)))
    hand.page.on("console", lambda line: hand.told.append(line.text) if line.type in {"error", "warning"} else None)
    hand.page.on("response", lambda answer: hand.told.append(answer.url) if answer.status >= 500 else None)
    return hand
