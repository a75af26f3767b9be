"""Around every request: what it must be before a route sees it, and what every answer carries. No route and no page."""
