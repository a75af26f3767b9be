"""Outgoing HTTP: one client with its guards. What is said to whom, and why, is its callers' business."""
