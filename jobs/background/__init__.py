"""Background tasks: long work that jobs queue and workers do, on this machine or on others."""
