"""What the codes in a report are called."""

from wasteledger.domain.registers import Community, Destination, Material, Point
from wasteledger.journal.directory import Directory

NAMED = (Community, Point, Material, Destination)


def names(directory: Directory) -> dict[tuple[str, str], tuple[str, str]]:
    """The Thai and the English name of everything that a report is cut by, by kind and code."""
    return {
        (register.kind, code): (listed.name_th, listed.name_en)
        for register in NAMED
        for code, listed in directory.listed(register).items()
    }
