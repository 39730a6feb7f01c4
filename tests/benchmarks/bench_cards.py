"""How fast cards are drawn: ``python tests/benchmarks/bench_cards.py [CARDS]``. The mark: 10,000 in 30 s and 150 MB."""

import resource
import sys
import tempfile
import time

from wasteledger.domain.card_code import new_card_code
from wasteledger.printing.cards import Card, Issuer, card_pages
from wasteledger.printing.pdf import write_pdf
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words

CARDS = 10_000
KILOBYTES_PER_MEGABYTE = 1_024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    town = Name("เทศบาลเมืองทุ่งสง", "Thung Song Town Municipality")
    cards = (Card(new_card_code(), f"K07/{number:04d}") for number in range(1, count + 1))
    with tempfile.TemporaryFile() as file:
        begin = time.perf_counter()
        write_pdf(file, card_pages(cards, Issuer(town, town, "075-411 111"), Words("th")), title="Cards")
        seconds = time.perf_counter() - begin
        size = file.tell() / count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    figures = f"{count / seconds:,.0f} a second, {size:,.0f} bytes each, {memory:.0f} MB"
    sys.stdout.write(f"{count:,} cards in {seconds:.1f} s: {figures}\n")


if __name__ == "__main__":
    main()
