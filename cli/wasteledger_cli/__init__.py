"""The ``wasteledger`` command: words in, one Ledger call, one answer out."""
