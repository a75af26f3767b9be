"""Programs that are made from the OpenAPI document, and what judges of such documents say."""
