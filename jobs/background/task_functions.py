"""Which function does each kind of background task, by the name under which it is queued."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from collectors.submissions.pending_uploads import TASK
from collectors.submissions.sealed_uploads import FORGET_TASK, forget_upload
from collectors.submissions.uploads_in_parts import DROP_TASK
from jobs.drop_unfinished import drop_unfinished
from jobs.judge_upload import judge_upload
from jobs.pull_published import pull_address, pull_file
from jobs.refill_drafts import refill_draft
from jobs.runner.job_function import Finish
from mappings.ruleset.app_context import AppContext

#: Given what it was queued with. What is not written by a :data:`Finish` must be idempotent.
BackgroundFunction = Callable[[AppContext, Mapping[str, str]], "str | Finish"]

BACKGROUND_FUNCTIONS: dict[str, BackgroundFunction] = {
    TASK: judge_upload,
    DROP_TASK: drop_unfinished,
    FORGET_TASK: forget_upload,
    "refill": refill_draft,
    "pull-file": pull_file,
    "pull-address": pull_address,
}
