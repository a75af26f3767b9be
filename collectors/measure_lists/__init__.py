"""Lists of measures in any layout, read for the overlap finder. Nothing here is stored."""
