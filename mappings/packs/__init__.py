"""Packs of definitions: what each says of itself, and how their files are laid beside those that ship.

It loads no definition: it only knows which files there are, and whose they are.
"""
