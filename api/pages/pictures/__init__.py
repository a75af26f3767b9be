"""Pictures as SVG, made on the server: no script, no inline style, text that stays text. They know no figure."""
