"""What comes in: uploads of figures, files of records, published files, portals' reports. Read, check, accept.

``receive`` is the entrance. Arrows go down: receive, recognition, portal_report; template, measure_lists; figures,
records, published; submissions; readers. Nothing here fills or writes a return.
"""
