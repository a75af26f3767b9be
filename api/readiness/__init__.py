"""Readiness: whether this process can do its work now, check by check. It changes nothing."""
