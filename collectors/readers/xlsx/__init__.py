"""The parts of a workbook, read from its XML in the sandbox. Light to import: no polars but in ``package_checks``."""
