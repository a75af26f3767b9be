"""Entry point of Alembic, with the connection that ``returnonce.db`` passes."""

# The tables of a module are known once it is imported.
# ruff: noqa: F401
from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import collectors.submissions.models
import exports.editions.models
import exports.feeds
import exports.sent_returns.models
import indicators.figures.models
import indicators.records.models
import mappings.obligations.models
import mappings.reminders.date_ledger
import mappings.ruleset.ruleset_use
import returnonce.access.models
import returnonce.access.rate_models
import returnonce.audit
import returnonce.claims.background_tasks
import returnonce.claims.claims
import returnonce.claims.idempotency_keys
import returnonce.claims.job_runs
import returnonce.claims.once
import returnonce.claims.outbox
import returnonce.keys.models
import returnonce.webhooks.models

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
context.run_migrations()
