"""``/administration/jobs``: what the clock does, what is late or failed, and doing it again."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.administration.reach import check_manages_all
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import render_page
from api.pages.views.faults import FormFault, describe_fault
from api.pages.views.jobs import PATIENCE, job_rows, run_rows, task_rows
from api.pages.wording import instant_words
from jobs.run_again import run_job_again, run_task_again
from returnonce.claims import background_tasks, job_runs
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound

router = APIRouter(prefix="/administration/jobs")
HERE = "/administration/jobs"
#: Entries of the history that are shown.
SHOWN = 30


@router.get("")
def get_jobs(request: Request) -> Response:
    """Every job, the history, and background work that is not done."""
    return _page(request)


@router.post("")
async def post_jobs(request: Request) -> Response:
    """Have a job, or work that failed, done again."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_run_again, request, fields)


def _run_again(request: Request, fields: Mapping[str, str]) -> Response:
    principal, context = check_manages_all(request), app_state(request).context
    check_token(request, fields.get("token", ""))
    if not ({"job", "task"} & fields.keys()):
        raise HTTPException(400, "The form does not say what to do.")
    try:
        if "job" in fields:
            run_job_again(context, fields["job"], by=principal)
        else:
            run_task_again(context, fields["task"], by=principal)
    except (Conflict, NotFound) as error:
        return _page(request, describe_fault(error, {}, "jobs"), error.status)
    return RedirectResponse(f"{HERE}?again=1", 303)


def _page(request: Request, fault: FormFault | None = None, status: int = 200) -> Response:
    check_manages_all(request)
    context = app_state(request).context
    jobs, now = context.ruleset.jobs.jobs, context.clock.now()
    with reading(context.engine) as session:
        runs = job_runs.read_history(session, limit=SHOWN)
        newest_runs = job_runs.read_newest(session, [job.code for job in jobs])
        tasks = background_tasks.read_history(session, limit=SHOWN)
        waiting = background_tasks.read_unfinished(session)
    known = {task.key for task in waiting}
    open_tasks = [*waiting, *(task for task in tasks if task.state == "failed" and task.key not in known)]
    newest = max((run.claimed_at for run in runs), default=None)
    asleep = newest is None or newest < now - PATIENCE
    return render_page(
        request, "jobs.html", title="Jobs", section="administration", jobs=job_rows(jobs, newest_runs, now),
        runs=run_rows(runs, {job.code: job.title for job in jobs}), tasks=task_rows(open_tasks),
        asleep=asleep, last_tick=instant_words(newest) if newest else "",
        again=request.query_params.get("again") == "1",
        fault=fault, error=fault is not None, status=status,
    )  # fmt: skip
