"""The post between the computers: sticks, e-mails and shared folders, with all that happens to them on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class Parcel:
    """One bundle on its way to the computer of a book."""

    sender: str
    to: str
    bundle: bytes
    damaged: bool = False


@dataclass(slots=True)
class Post:
    """What is on its way; parcels arrive in no order, late, twice, in part, or not at all."""

    chance: Random
    on_the_way: list[Parcel] = field(default_factory=list)

    def take(self, parcel: Parcel) -> None:
        self.on_the_way.append(parcel)

    def arriving(self) -> Iterator[Parcel]:
        """What arrives now; the rest stays on the way or is lost."""
        waiting, self.on_the_way = self.on_the_way, []
        self.chance.shuffle(waiting)
        for parcel in waiting:
            happening: Callable[[Parcel], Iterator[Parcel]] = self.chance.choices(
                [self._arrives, self._late, self._twice, self._lost, self._damaged], [8, 3, 2, 2, 2]
            )[0]
            yield from happening(parcel)

    def everything(self) -> Iterator[Parcel]:
        """All that is still on the way, in the end."""
        waiting, self.on_the_way = self.on_the_way, []
        self.chance.shuffle(waiting)
        yield from waiting

    def _arrives(self, parcel: Parcel) -> Iterator[Parcel]:
        yield parcel

    def _late(self, parcel: Parcel) -> Iterator[Parcel]:
        self.on_the_way.append(parcel)
        yield from ()

    def _twice(self, parcel: Parcel) -> Iterator[Parcel]:
        self.on_the_way.append(parcel)
        yield parcel

    def _lost(self, _parcel: Parcel) -> Iterator[Parcel]:
        yield from ()

    def _damaged(self, parcel: Parcel) -> Iterator[Parcel]:
        """A part of it is missing, or a byte is another; it is sent once more, and arrives some other time."""
        self.on_the_way.append(parcel)
        bundle, at = parcel.bundle, self.chance.randrange(len(parcel.bundle))
        changed = bundle[:at] + bytes([bundle[at] ^ self.chance.randint(1, 255)]) + bundle[at + 1 :]
        yield Parcel(parcel.sender, parcel.to, self.chance.choice([bundle[:at], changed]), damaged=True)
