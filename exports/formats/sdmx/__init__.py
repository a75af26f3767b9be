"""SDMX-CSV 2.0 and its structure message. Agency, structure and concepts are ours, no recipient's."""
