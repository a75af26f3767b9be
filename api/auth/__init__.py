"""Who sent a request: keys, tokens, session cookies, the council's OpenID Connect provider. No permissions: those are returnonce.access."""
