"""Work that takes long: queued by jobs and done by workers, on this machine or on others."""
