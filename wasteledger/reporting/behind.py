"""What stands behind a figure: how it was weighed, and on how many papers and visits it rests."""

from dataclasses import dataclass
from typing import TypedDict

from wasteledger.domain.evidence import CARRIED_OVER, WEIGHED
from wasteledger.domain.flows import DIRECT, DISPATCHED, RECEIVED
from wasteledger.reporting.totals import Sum
from wasteledger.units import percent


class Stands(TypedDict):
    """The part of :class:`~wasteledger.reporting.report.StandsOn` that is counted."""

    drop_offs: int
    loads: int
    tickets: int
    bills: int
    estimated_percent: str
    carried_over_percent: str


@dataclass(slots=True)
class Behind:
    """Counts of what a report added up; grams of what is below its line."""

    drop_offs: int = 0
    loads: int = 0
    tickets: int = 0
    bills: int = 0
    grams: int = 0
    estimated: int = 0
    """Grams that were counted or poured, not weighed."""
    carried_over: int = 0
    """Grams that are months' sums of earlier books."""

    def count(self, flow: str, evidence: str, line: Sum, *, below: bool = True) -> None:
        """Count a line of the totals; its grams where they stand ``below`` the line."""
        if flow == RECEIVED:
            self.drop_offs += line.entries
        elif flow in {DISPATCHED, DIRECT}:
            self.loads += line.entries
            self.tickets += line.tickets
            self.bills += line.bills
        if below:
            self.grams += line.grams
            if evidence == CARRIED_OVER:
                self.carried_over += line.grams
            elif evidence not in {WEIGHED, ""}:
                self.estimated += line.grams

    def stands(self) -> Stands:
        return Stands(
            drop_offs=self.drop_offs,
            loads=self.loads,
            tickets=self.tickets,
            bills=self.bills,
            estimated_percent=self._share(self.estimated),
            carried_over_percent=self._share(self.carried_over),
        )

    def _share(self, grams: int) -> str:
        return percent(grams, self.grams) if self.grams > 0 else "0.00"
