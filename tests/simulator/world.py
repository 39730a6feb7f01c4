"""One seed, one world: an office, some points, some days, and everything that goes wrong in them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.simulator.clocks import RealTime, drifting_clock
from tests.simulator.crimes import begin_another_book, forged, rewrite, with_others_books
from tests.simulator.founding import LISTENER, OFFICE, POINTS, Founded, begin_laptop
from tests.simulator.node import Node, PowerCut
from tests.simulator.people import Clerk, Town
from tests.simulator.post import Parcel, Post
from wasteledger import errors
from wasteledger.exchange.bundles.receiving import Received

MOST_ROUNDS = 8
"""Of letters to and fro, until nothing is new to anybody."""

Named = tuple[str, str]
"""Receipt and digest of an entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A bundle that the office took in, or one that it sent: what the listener is to hear too."""

    bundle: bytes
    books: frozenset[str] = frozenset()
    after: tuple["Arrival", ...] = ()
    """What the listener must have heard before."""


@dataclass
class World:
    """A world while it lasts."""

    seed: int
    folder: Path
    founded: Founded
    points: int
    acts: int
    """How many things are done at each computer in half a day, at most."""
    steps: int
    """Half days; the month is over after the second."""
    counted: Counter[str] = field(default_factory=Counter)
    """What happened, by its name."""

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.time = RealTime()
        self.office, *self.laptops = [self._computer(book) for book in (OFFICE, *POINTS[: self.points])]
        self.listener = self._computer(LISTENER)
        self.town = Town(self.chance, list(self.founded.families))
        self.clerks = [Clerk(self.town, node) for node in (self.office, *self.laptops)]
        self.thieves: list[Clerk] = []
        self.post = Post(self.chance)
        self.arrivals: list[Arrival] = []
        self.revoked: dict[str, Arrival] = {}
        """The bundle with which each book's revocation went out."""
        self.closed_from: dict[str, int] = {}
        """The first number of each revoked book that was not there and may not come in."""
        self.admitted: set[str] = set()
        """Receipts that came in all the same, by the office's word."""
        self.contested: set[str] = set()
        """Books that went two ways, or whose keys were stolen."""
        self.may_be_lost: set[Named] = set()
        """Entries that may have been nowhere but on a disk that is gone."""
        self.whole: set[tuple[str, str]] = set()
        """Who must send everything from the beginning to whom, as too much was lost on the way."""

    def _computer(self, book: str) -> Node:
        file, founded = self.folder / f"{book}.db", self.founded.folder
        file.write_bytes((founded / file.name).read_bytes())
        return Node(book, file, founded / book, drifting_clock(self.time, self.chance))

    def ends(self) -> None:
        for node in (self.office, self.listener, *self.laptops, *(thief.node for thief in self.thieves)):
            node.switch_off()

    # Its days

    def runs(self) -> None:
        """Let the days pass, and crimes and accidents happen in them; then let everything arrive."""
        planned = self._planned()
        for clerk in self.clerks:
            clerk.loads_from_the_kerb()
        for step in range(self.steps):
            self.chance.shuffle(self.clerks)
            for clerk in (*self.clerks, *self.thieves):
                clerk.works(self.chance.randint(1, self.acts))
                self.time.goes_on(minutes=self.chance.randint(1, 60))
            for happening in planned.get(step, ()):
                happening()
            self._posts()
            for parcel in self.post.arriving():
                self.delivers(parcel)
            self.time.goes_on(hours=12)
            if self.chance.random() < 0.2:
                self.chance.choice([self.office, *self.laptops]).clock.goes_wrong(self.chance)
        self._comes_to_rest()
        if not self.counted["rewritten"]:
            self.somebody_rewrites_history()

    def _planned(self) -> dict[int, list[Callable[[], None]]]:
        """Which crimes and accidents happen, and when."""
        planned: dict[int, list[Callable[[], None]]] = {}

        def plan(probability: float, *happenings: Callable[[], None]) -> None:
            if self.chance.random() < probability:
                steps = sorted(self.chance.sample(range(1, self.steps), len(happenings)))
                for step, happening in zip(steps, happenings, strict=True):
                    planned.setdefault(step, []).append(happening)

        plan(0.7, self.somebody_rewrites_history)
        plan(0.3, self.somebody_forges)
        plan(0.4, self.the_month_is_closed)
        if self.chance.random() < 0.15:
            # Who came first at its door is forgotten with the office's disk: no book may go two ways then.
            plan(1, self.the_office_is_backed_up, self.the_office_is_put_back)
        else:
            plan(0.3, self.a_laptop_is_stolen, self.the_office_revokes, self.the_office_admits)
            plan(0.4, self.a_backup_is_made, self.a_backup_is_put_back)
            plan(0.2, self.a_laptop_dies)
        return planned

    def _posts(self) -> None:
        """Send bundles, though not every day."""
        for laptop in self.laptops:
            if self.chance.random() < 0.4:
                self.post.take(self._parcel(laptop, self.office))
            if self.chance.random() < 0.4:
                self.post.take(self._parcel(self.office, laptop))
        for thief in self.thieves:
            self.post.take(self._parcel(thief.node, self.office))

    def _parcel(self, sender: Node, to: Node) -> Parcel:
        between = sender.name, to.name
        whole = between in self.whole
        self.whole.discard(between)
        address = "" if to is self.office else to.book if self._holds(to.book) else to.name
        return Parcel(sender.name, to.name, sender.sends(address, whole=whole))

    def _holds(self, book: str) -> bool:
        return bool(self.office.rows("SELECT 1 FROM origin WHERE code = ?", book))

    # What arrives

    def delivers(self, parcel: Parcel) -> None:
        """Let a parcel arrive."""
        node = next((node for node in (self.office, *self.laptops) if node.name == parcel.to), None)
        if node is None:  # the laptop is gone
            return
        try:
            if parcel.damaged and self._refuses(node, parcel.bundle, errors.BundleDamaged, errors.BundleTooLarge):
                self.counted["damaged"] += 1
                return  # where nothing but its wrapping was altered it is as good as any
            if self.chance.random() < 0.08:
                self._loses_power(node, parcel)
            self._takes(node, parcel)
        except (errors.BookRestored, errors.OwnBookElsewhere):
            self._rejoins(node)

    def _takes(self, node: Node, parcel: Parcel) -> Received:
        received = node.receives(parcel.bundle)
        self.counted["taken"] += 1
        self.counted["forks"] += len(received.forks)
        if node is self.office:
            self._arrived(parcel.bundle)
        if received.behind or node.waits():
            self.whole.add((parcel.sender, parcel.to))
        return received

    def _refuses(self, node: Node, bundle: bytes, *why: type[errors.Refusal]) -> bool:
        """Whether a bundle is refused; nothing must be changed by it then."""
        before = node.contents()
        try:
            node.receives(bundle)
        except why:
            assert node.contents() == before, "a refused bundle changed something"
            return True
        return False

    def _loses_power(self, node: Node, parcel: Parcel) -> None:
        before = node.contents()
        try:
            with node.power_fails(self.chance):
                node.receives(parcel.bundle)
        except (PowerCut, errors.DatabaseRefused):
            self.counted["power cuts"] += 1
        except errors.Refusal:
            pass
        assert node.contents() == before, "half a bundle was kept"

    # Crimes

    def somebody_rewrites_history(self) -> None:
        """Who owns a laptop and its keys rewrites what the office has already, and sends it again."""
        for laptop in self.chance.sample(self.laptops, len(self.laptops)):
            known = self._also_in_the_office(laptop)
            if not known:
                continue
            cheat = laptop.copied("rewritten")
            rewrite(cheat, self.chance.choice(known), self.chance)
            whole = self.chance.random() < 0.5
            if not whole:
                cheat.books("record_load", destination="FILL", lines=Clerk.residual(self.chance))
            bundle = cheat.sends(whole=whole)
            cheat.switch_off()
            self.counted["rewritten"] += 1
            self.contested.add(laptop.book)
            received = self._takes(self.office, Parcel(laptop.name, OFFICE, bundle))
            self.counted["caught"] += any(fork.origin == laptop.book for fork in received.forks)
            return

    def _also_in_the_office(self, laptop: Node) -> list[int]:
        query = "SELECT sequence, digest FROM entry WHERE origin = ?"
        return sorted(
            sequence for sequence, _ in {*laptop.rows(query, laptop.book)} & {*self.office.rows(query, laptop.book)}
        )

    def somebody_forges(self) -> None:
        """A bundle in another's name, or with others' books in it."""
        laptop = self.chance.choice(self.laptops)
        cheat = forged(laptop, self.chance.choice([book for book in POINTS if book != laptop.name]))
        assert self._refuses(self.office, cheat.sends(), errors.SignerUnknown), "a forged bundle was taken"
        cheat.switch_off()
        with with_others_books():
            assert self._refuses(self.office, laptop.sends(), errors.BookNotSenders), "others' books were taken"
        self.counted["forged"] += 1

    def a_laptop_is_stolen(self) -> None:
        """With its file and its keys; what it had not sent is the thief's to send or not."""
        if len(self.laptops) > 1:
            laptop = self._loses(self.chance.choice(self.laptops))
            self.thieves.append(Clerk(self.town, laptop))
            self.contested.add(laptop.book)
            self.counted["stolen"] += 1

    def the_office_revokes(self) -> None:
        for thief in self.thieves:
            book = thief.node.book
            head = self.office.head(book)
            first = self.chance.choice([0, 0, max(head - 1, 1), head + 2])
            (revoked,) = self._clerk_of(self.office).book("revoke_origin", origin=book, first=first)
            self.closed_from[book] = max(revoked.body["from"], head + 1)
            ruling = Arrival(self.office.sends(LISTENER))
            self.arrivals.append(ruling)
            self.revoked[book] = ruling
            self._gets_a_stand_in(thief.node)
            if self.chance.random() < 0.3:
                self._begins_another_book(thief, ruling)

    def _begins_another_book(self, thief: Clerk, ruling: Arrival) -> None:
        """The thief goes on in a book that nobody has heard of; none of it may come in."""
        book = f"{thief.node.name}X"
        begin_another_book(thief.node, book)
        thief.forgets()
        self.contested.add(book)
        self.closed_from[book], self.revoked[book] = 1, ruling
        self.counted["books begun by thieves"] += 1

    def the_office_admits(self) -> None:
        """What a stolen laptop sent can be true all the same: its owner tells by the slips."""
        for thief in self.thieves:
            receipt = f"{thief.node.book}-{self.office.head(thief.node.book) + 1:06}"
            try:
                self._clerk_of(self.office).book("admit_entry", receipt=receipt)
                self.admitted.add(receipt)
                self.counted["admitted"] += 1
            except errors.NotAdmissible:
                pass

    def the_month_is_closed(self) -> None:
        try:
            self._clerk_of(self.office).closes_a_month()
            self.counted["closed"] += 1
        except (errors.MonthNotNext, errors.InTheFuture):
            pass

    def _clerk_of(self, node: Node) -> Clerk:
        return next(clerk for clerk in self.clerks if clerk.node is node)

    # Backups

    def a_laptop_dies(self) -> None:
        """Nothing is left of it but the stick with its second copy, which is read in the office."""
        if len(self.laptops) > 1:
            laptop = self._loses(self.chance.choice(self.laptops))
            stick = laptop.file.with_suffix(".stick")
            stick.mkdir()
            laptop.ledger.copy_to(stick)
            laptop.switch_off()
            self.office.ledger.sync_read_copy(stick)
            self.counted["dead"] += 1
            self._gets_a_stand_in(laptop)

    def _gets_a_stand_in(self, gone: Node) -> None:
        """Another laptop goes on at its point, with keys and a book of its own."""
        if self.chance.random() < 0.3:
            name = f"{gone.name}S"
            stand_in = Node(
                name, self.folder / f"{name}.db", self.folder / name, drifting_clock(self.time, self.chance)
            )
            office = self.office
            begin_laptop(office.ledger, office.keys, stand_in.file, stand_in.keys, stand_in.clock, gone.book)
            self.laptops.append(stand_in)
            self.clerks.append(Clerk(self.town, stand_in))
            self.counted["stand-ins"] += 1

    def _loses(self, laptop: Node) -> Node:
        """A laptop stands at its point no more."""
        self.laptops.remove(laptop)
        self.clerks = [clerk for clerk in self.clerks if clerk.node is not laptop]
        return laptop

    def a_backup_is_made(self) -> None:
        laptop = self.chance.choice(self.laptops)
        laptop.backup = laptop.copied("backup")

    def a_backup_is_put_back(self) -> None:
        """By hand, without a word to the program; it is found out when it hears of its own book from others."""
        for laptop in self.laptops:
            if laptop.backup is not None and laptop.backup.book == laptop.book:
                if self.chance.random() < 0.5:
                    self.delivers(self._parcel(laptop, self.office))
                self._may_be_lost(laptop.book)
                laptop.becomes(laptop.backup)
                self._clerk_of(laptop).forgets()
                self.contested.add(laptop.book)
                self.counted["restored"] += 1

    def the_office_is_backed_up(self) -> None:
        self.office.backup = self.office.copied("backup")

    def the_office_is_put_back(self) -> None:
        """Its disk is gone, and with it all that came since the backup; what a laptop holds of its book comes back."""
        if self.office.backup is None:
            return
        book = self.office.book
        self.contested.add(book)
        self.office.becomes(self.office.backup)
        self._rejoins(self.office)
        self._may_be_lost(book)
        self.counted["offices restored"] += 1

    def _may_be_lost(self, book: str) -> None:
        held = set(self.named(self.office))
        gone = {slip.named for slip in self.town.model.slips.values() if slip.receipt.startswith(f"{book}-")}
        self.may_be_lost |= gone - held

    def _rejoins(self, node: Node) -> None:
        """Bring a ledger that was put back together with what others hold of its book.

        A point asks the office, the office whichever point answers first.
        """
        sender = self.chance.choice(self.laptops) if node is self.office else self.office
        printed = max(self._printed(node.book), default=f"{node.book}-{node.head(node.book):06}")
        bundle = sender.sends(node.name, whole=True)
        self.town.rename(node.rejoins(bundle, printed))
        self._clerk_of(node).forgets()
        if node is self.office:
            self._arrived(bundle)
        self.counted["rejoined"] += 1

    def _printed(self, book: str) -> list[str]:
        return [slip.receipt for slip in self.town.model.slips.values() if slip.receipt.startswith(f"{book}-")]

    def _arrived(self, bundle: bytes) -> None:
        """Keep for the listener what the office took."""
        books = self.office.books_in(bundle)
        rulings = tuple(self.revoked[book] for book in sorted(books & self.revoked.keys()))
        self.arrivals.append(Arrival(bundle, books, rulings))

    # The end

    def _comes_to_rest(self) -> None:
        """Let everything arrive that is on the way, and letters go to and fro until nothing is new to anybody."""
        for _ in range(MOST_ROUNDS):
            for parcel in self.post.everything():
                self.delivers(parcel)
            for node in (*self.laptops, *(thief.node for thief in self.thieves)):
                self.delivers(self._parcel(node, self.office))
            for laptop in self.laptops:
                self.delivers(self._parcel(self.office, laptop))
            heads = self._heads(self.office)
            if all(self._heads(laptop) == heads for laptop in self.laptops) and not self.post.on_the_way:
                return
        raise AssertionError("it never comes to rest")

    @staticmethod
    def _heads(node: Node) -> list[tuple[object, ...]]:
        return node.rows("SELECT code, sequence, digest FROM origin WHERE sequence > 0 ORDER BY code")

    def named(self, node: Node) -> Iterable[Named]:
        for origin, sequence, digest in node.rows("SELECT origin, sequence, digest FROM entry"):
            yield f"{origin}-{sequence:06}", bytes(digest).hex()
