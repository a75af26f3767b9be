"""Lists of measures, of any layout, for the overlap finder."""
