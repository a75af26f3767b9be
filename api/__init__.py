"""The HTTP door: JSON for machines under ``/v1``, GOV.UK pages for people. ``create_app`` puts it together."""
