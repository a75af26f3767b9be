"""Published editions: proposed, approved, published, sent, restated, withdrawn; each kept for ever as it was."""
