"""What differs between councils, from one folder of files each: agencies, succession, approvals, contacts. No store."""
