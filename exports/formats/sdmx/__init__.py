"""SDMX-CSV 2.0, and the structure that says what is in it. Agency, structure and concepts are ours, no recipient's."""
