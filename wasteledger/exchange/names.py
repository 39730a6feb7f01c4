"""Names as files write them: a community, point, destination or material by its code or by any of its names."""

import re
from collections.abc import Callable, Iterable

from wasteledger import errors
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.registers import REGISTERS, Community, Listed
from wasteledger.exchange.columns import header_key
from wasteledger.journal.directory import Directory

NAME_FIELDS = ("name_th", "name_en", "spoken_th")
_WORD_FOR_COMMUNITY = re.compile(r"^(ชุมชน|หมู่บ้าน|หมู่ที่|หมู่|ม(?=[0-9])|community|village|moo)(?=.)")
"""What people write before a community's name or leave out: ชุมชนท่าแพ is ท่าแพ."""


class Names:
    """The lists of the office, to be searched by name; what was found once is held."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._codes: dict[tuple[str, str], str] = {}

    def code(self, kind: str, typed: str) -> str:
        """Find the code of a list's line by its code or a name; open lines go before closed ones.

        Raises:
            CodeUnknown: nothing is called so.
            ValueNotAllowed: several are.
        """
        asked = kind, typed
        if asked not in self._codes:
            self._codes[asked] = self._find(REGISTERS[kind], typed)
        return self._codes[asked]

    def _find(self, register: type[Listed], typed: str) -> str:
        listed = self._directory.listed(register)
        code = typed.strip().upper()
        if code in listed:
            return code
        called = _called(listed.values(), typed, header_key)
        if not called and register is Community:
            called = _called(listed.values(), typed, community_key)
        found = [line.code for line in called if not line.closed_on] or [line.code for line in called]
        if len(found) > 1:
            raise errors.ValueNotAllowed(name=register.kind, value=typed, choices=", ".join(found))
        if not found:
            raise errors.CodeUnknown(kind=register.kind, code=typed)
        return found[0]


def community_key(name: str) -> str:
    """Write a community's name without what people leave out of it."""
    return _WORD_FOR_COMMUNITY.sub("", header_key(arabic_digits(name)))


def _called(lines: Iterable[Listed], typed: str, key: Callable[[str], str]) -> list[Listed]:
    wanted = key(typed)
    return [line for line in lines if wanted and wanted in {key(getattr(line, field, "")) for field in NAME_FIELDS}]
