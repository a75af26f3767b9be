"""Webhooks: endpoints, events and their deliveries. Ids only, never a figure; nothing is sent from here."""
