"""Published cells over HTTP: what a request asks for, whose editions it reaches, and pages of them."""
