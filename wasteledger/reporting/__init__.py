"""What is asked of the ledger: reads only."""
