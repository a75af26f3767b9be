"""What comes in: uploads of figures, files of records, published files, portals' reports. Read, check, accept.

``receive_upload`` is the entrance. Arrows go down: receive_upload, recognise_record_set, portal_report; template,
measure_lists; figures, records, published; submissions; readers. Nothing here fills or writes a return.
"""
