"""Who sent a request: keys, tokens, cookies, OpenID Connect. What they may do is decided in returnonce.access."""
