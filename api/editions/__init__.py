"""Published editions and proposals over HTTP: what a caller may see, files, and API schemas."""
