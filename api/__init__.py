"""A door: what machines read over HTTP. ``create_app`` puts it together."""
