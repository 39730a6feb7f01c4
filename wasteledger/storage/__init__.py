"""Where the ledger is kept: tables, the seal on the journal, opening a database and upgrading it."""
