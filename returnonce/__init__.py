"""The floor: settings, store, errors, clock, audit, jail. It knows nothing of returns."""
