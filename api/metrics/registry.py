"""The metrics of one process: its own counts of requests, and what the store says when it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Gauge, Histogram, Info
from prometheus_client.process_collector import ProcessCollector

from api.metrics.store_metrics import StoreMetrics
from api.readiness.check import ReadinessContext
from returnonce import VERSION

#: Seconds: from an answer of the cache to a file of many thousand rows.
BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)


@dataclass(frozen=True)
class Metrics:
    """``seconds``: how long requests took, by method, route and status."""

    registry: CollectorRegistry
    seconds: Histogram
    running: Gauge
    info: Info

    def say_ruleset(self, name: str) -> None:
        """Say by which definitions this process works."""
        self.info.info({"release": VERSION, "ruleset": name})


def make_metrics(context: ReadinessContext) -> Metrics:
    """Metrics in a registry of their own."""
    registry = CollectorRegistry()
    seconds = Histogram(
        "returnonce_request_seconds", "Requests, and how long they took.", ("method", "route", "status"),
        buckets=BUCKETS, registry=registry,
    )  # fmt: skip
    running = Gauge("returnonce_requests_running", "Requests that are being answered.", registry=registry)
    info = Info("returnonce", "The release and the definitions that this process works by.", registry=registry)
    ProcessCollector(registry=registry)
    registry.register(StoreMetrics(context))
    metrics = Metrics(registry, seconds, running, info)
    metrics.say_ruleset(context.app.ruleset.hash)
    return metrics
