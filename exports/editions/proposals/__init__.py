"""A return put up for approval: proposed, approved, sent back, signed off."""
