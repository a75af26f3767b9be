"""All definitions of one day as one object, and which were in use when. Nothing is worked out from figures here."""
