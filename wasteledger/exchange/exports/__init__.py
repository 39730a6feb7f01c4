"""What leaves the ledger: open data for everybody, journals for an auditor."""
