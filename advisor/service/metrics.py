"""What a service counts, in the format of Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

PATH = "/metrics"
OTHER = "other"
"""What stands for every path that there is none of, and for every method that no route takes."""
METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The bounds of the histogram of how long answers take."""


class Metrics:
    """The counts of one application; two in one process count apart. May be used from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "iot_advisor_requests",
            "Requests that were answered, by the template of the route, the method and the status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "iot_advisor_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._running = self._gauge("iot_advisor_requests_running", "Requests that are being answered.")
        self._arriving = self._gauge("iot_advisor_bodies_arriving", "Requests whose body is on its way.")
        self._assessments = self._counter("iot_advisor_assessments", "Assessments that were given.")
        self._records = self._counter("iot_advisor_records", "Assessments that were recorded.")
        self._failed = self._counter("iot_advisor_records_failed", "Assessments that could not be recorded.")
        self._wrong_keys = self._counter("iot_advisor_wrong_keys", "Requests with a wrong API key.")
        self._ended = self._counter(
            "iot_advisor_ended_at_limit", "Requests that were ended because they took too long."
        )

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered; ``route`` is a template and never a path."""
        self._requests.labels(route, method if method in METHODS else OTHER, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def assessed(self) -> None:
        """Count an assessment."""
        self._assessments.inc()

    def recorded(self, ok: bool) -> None:
        """Count a record that was made, or that could not be."""
        (self._records if ok else self._failed).inc()

    def wrong_key(self) -> None:
        """Count a wrong API key."""
        self._wrong_keys.inc()

    def ended_at_limit(self) -> None:
        """Count a request that was ended because it took too long."""
        self._ended.inc()

    def watch(self, running: Callable[[], float], arriving: Callable[[], float]) -> None:
        """Ask these for how many requests are being answered, and how many bodies are on their way."""
        self._running.set_function(running)
        self._arriving.set_function(arriving)

    async def answer(self, request: Request) -> Response:
        """Everything that was counted, for Prometheus."""
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _counter(self, name: str, about: str) -> Counter:
        return Counter(name, about, registry=self.registry)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self.registry)
