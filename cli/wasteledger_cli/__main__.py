"""``python -m wasteledger_cli``."""

from wasteledger_cli.main import main

main()
