"""Every sheet of a workbook (.xlsx, .ods) as texts, with titles and notes: what publishers send, never an upload."""
