"""What recipients and portals say of an edition: acknowledgements, receipts, reports."""
