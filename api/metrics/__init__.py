"""Metrics for Prometheus: of the requests of this process, and of the store. Nothing of what is sent or asked for."""
