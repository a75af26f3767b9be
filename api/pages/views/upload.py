"""An upload as its page shows it: its title and the stages that it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from api.pages.rendering import page_path
from api.pages.wording import instant_words
from collectors.submissions.check_stages import CheckStage
from collectors.submissions.judgements import Judgement
from collectors.submissions.pending_uploads import PendingProgress
from returnonce.count_text import format_count

TITLES = {
    "accepted": "Received", "refused": "The file was not accepted; nothing was stored",
    "unconfirmed": "The file changes what is published", "failed": "The file could not be checked",
    "checked": "The file is checked and can be sent", "unsent": "Your file is here and not sent yet",
}  # fmt: skip
CHECK_STAGES = {
    CheckStage.READING: "Read", CheckStage.CHECKING: "Checked", CheckStage.COMPARING: "Compared with what was given",
    CheckStage.STORING: "Stored",
}  # fmt: skip
DONE, NOW, LATER = ("Done", "green"), ("Under way", "blue"), ("Not yet", "grey")
RESULTS = {
    "refused": ("Not accepted", "red"), "failed": ("Not checked", "red"), "checked": ("Can be sent", "green"),
    "unconfirmed": ("Look at it first", "yellow"), "accepted": ("Received", "green"),
    "unsent": ("Not sent yet", "yellow"),
}  # fmt: skip


class UploadStage(NamedTuple):
    """One stage: what it is, how far it is in words, the colour of its tag, and what is to be said of it."""

    name: str
    state: str
    colour: str
    about: str = ""


@dataclass(frozen=True)
class UploadItem:
    """One file in a list of them."""

    href: str
    file_name: str
    state: str
    colour: str
    about: str
    waits: bool


def upload_item(progress: PendingProgress, judged: tuple[Judgement, pl.DataFrame] | None) -> UploadItem:
    """A file in the list of those that were sent; ``judged``: what came of it, while that is kept."""
    waits = progress.state in ("waiting", "checking")
    state, colour = ("Being checked", "blue") if progress.state == "checking" else ("Waits", "yellow")
    about = f"Came {instant_words(progress.received_at)}"
    if not waits:
        judgement = judged[0] if judged is not None else Judgement(state="failed")
        state, colour = RESULTS[judgement.state]
        errors, queries = (judgement.counts.get(name, 0) for name in ("error", "query"))
        said = [format_count(errors, "error")] * bool(errors)
        said += [format_count(queries, "query", "queries")] * bool(queries)
        about = ", ".join([about, *said])
    return UploadItem(page_path("uploads", progress.name), progress.upload.file_name, state, colour, about, waits)


def upload_title(state: str, judgement: Judgement | None) -> str:
    """The heading of the page."""
    if judgement is None:
        return "The file is being checked" if state == "checking" else "The file waits to be checked"
    return TITLES[judgement.state]


def list_stages(progress: PendingProgress, judgement: Judgement | None) -> tuple[UploadStage, ...]:
    """From the file's arrival to what came of it; none that is not known to be reached is said to be."""
    came = UploadStage("The file came", *DONE, instant_words(progress.received_at))
    if judgement is not None:
        result = UploadStage("What came of it", *RESULTS[judgement.state])
        return (
            came,
            UploadStage("Read, checked and compared", *(DONE if judgement.counts else RESULTS[judgement.state])),
            result,
        )
    is_checking = progress.state == "checking"
    before = f"{format_count(progress.ahead, 'file')} came before it; agencies take turns" if progress.ahead else ""
    turn = UploadStage("Its turn", *(DONE if is_checking else NOW), "" if is_checking else before)
    return (
        came,
        turn,
        *_check_stages(progress, is_checking=is_checking),
        UploadStage("What came of it", *LATER),
    )


def _check_stages(progress: PendingProgress, *, is_checking: bool) -> tuple[UploadStage, ...]:
    """Each stage of the check once one is known to be reached; all of them as one before."""
    reached = progress.stage
    if reached is None:
        return (UploadStage("Read, checked and compared", *(NOW if is_checking else LATER)),)
    about = f"Step {reached.step} of {reached.steps}" if reached.steps else ""
    order = [stage for stage in CHECK_STAGES if stage != CheckStage.STORING or not progress.upload.check_only]
    at = order.index(reached.stage)
    states = [(*DONE, ""), (*NOW, about), (*LATER, "")]
    return tuple(UploadStage(CHECK_STAGES[stage], *states[(n >= at) + (n > at)]) for n, stage in enumerate(order))
