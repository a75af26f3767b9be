"""Published editions over HTTP: which one a caller may see, as whom, and its bytes."""
