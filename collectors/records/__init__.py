"""Files of records about people: read, checked, sealed; the figures that they give are stored.

No cell of a record is ever quoted: not in a finding, a log or a name.
"""
