"""A process that has imported what is needed and run none of it, and forks a limited child for each piece of work.

A fresh child costs seconds of imports, and a fork of a process in which polars has run hangs. It knows no upload.
"""
