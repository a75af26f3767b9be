"""Reports of chosen indicators: filled as a return is, passed through the gate for their readers, and written.

A report stands above filled returns and the gate; nothing here reads or writes the store.
"""
