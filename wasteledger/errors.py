"""Every refusal: one sentence a villager understands, the facts in it, and an exit code.

::

    Refusal
    ├── DayRefused           3–9    PINs, rounds, the cash box
    ├── CardRefused         20–29   mistyped, unknown, revoked, not blank
    ├── HouseholdRefused    30–39   unknown, closed, spending more than it has, or elsewhere
    ├── QuantityRefused     40–49   zero, absurd, too precise, not a number
    ├── TimeRefused         50–54   the future, before the programme, a clock that can't be right
    ├── PlaceRefused        55–59   unknown or closed community, point, destination, material, operator
    ├── RateRefused         60–64   no rate that day, a rate in the booked past
    ├── EntryRefused        65–69   unknown receipt, reversed already, request id used otherwise
    ├── FileRefused         70–79   missing, empty, wrong encoding, bad rows
    ├── ReportRefused       80–89   a figure that lacks its parts
    ├── PermissionRefused   90–94   the operator's role, the office's book
    ├── RowRefused          95–99   a row of a file that says what can't be
    ├── DatabaseRefused    100–119  missing, locked, read-only, damaged, full, older or newer schema
    ├── PrintingRefused    120–125  no font, no glyph, no room, no printer
    ├── RestoredRefused    193–195  a book that parted from itself after a backup was put back
    ├── ScaleRefused       200–206  off, moving, below zero, overloaded, nonsense, nothing new on it
    ├── BookingUncertain   207–209  the line broke before the server's last word
    ├── HomeRefused        210–211  a folder that is synced, a disk of another computer, a stick
    ├── ServerRefused      212–214  what a login may not do on the server, a login that can't have a role
    ├── OpeningRefused     215–219  brought over twice, totals that don't agree, another day, a debt
    ├── ExportRefused      220–222  nothing that may be published, nobody to ask about it
    ├── OriginRefused      223–229  keys that are there, missing, damaged or somebody's, an entry that can't be admitted
    ├── PeriodRefused      230–234  a month that is not the next to close, figures of other books
    ├── OutputRefused      235–237  a form that asks for figures there are not, a library that lacks
    ├── BundleRefused      238–247  cut off or altered, too large, newer, another town's, not its to send, a lost past
    ├── MergeRefused       248–252  entries of other databases that can't be taken
    └── LineRefused        253–254  an office that has no line to this point

Exit code 2 is click's own, for words it can't read; ``audit`` has its own codes, 10–19 (journal/audit.py);
126–192 and 255 are the shell's, for what it could not start and what a signal ended.
The message is the English sentence and the key of its translation.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

# Facts that the reader's language writes in its own way


class Term(str):
    """One of our own words among the facts of a sentence: a role, a unit, a kind of list or of entry."""

    __slots__ = ()
    context: ClassVar[str] = ""
    """Which of its meanings, where one English word has two."""


class Month(date):
    """A month, by any of its days."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self:%Y-%m}"


@dataclass(frozen=True, slots=True, order=True)
class RoundNumber:
    """A point's running number within a calendar year: ``3/2026``."""

    number: int
    year: int
    """Of the common era."""

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class Handful(list[object]):
    """Facts that may be hundreds: a sentence tells the first few and how many there are, programs find all."""


_TOLD_IN_FULL = 12
"""The months of a year."""
_TOLD_OF_MANY = 5


def told(facts: list[object]) -> list[object]:
    """Those of a list of facts that a sentence tells."""
    if not isinstance(facts, Handful) or len(facts) <= _TOLD_IN_FULL:
        return facts
    return [*facts[:_TOLD_OF_MANY], f"… ({len(facts)})"]


class Refusal(Exception):  # noqa: N818  # a refusal is the field's word: nothing broke
    """Something the ledger will not do, said in one sentence; nothing was written."""

    message: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1
    terms: ClassVar[frozenset[str]] = frozenset()
    """The facts that are words of ours, to be said in the reader's language too."""

    def __init__(self, **facts: object) -> None:
        self.facts = {name: Term(fact) if name in self.terms else fact for name, fact in facts.items()}
        super().__init__(self.message.format(**{name: _plain(fact) for name, fact in facts.items()}))


def _plain(fact: object) -> str:
    match fact:
        case list():
            return ", ".join(map(_plain, told(fact)))
        case tuple():
            return " ".join(filter(None, map(_plain, fact)))
        case _:
            return str(fact)


# Scales: the weight can always be typed


class ScaleRefused(Refusal):
    exit_code = 200


class ScaleNotReached(ScaleRefused):
    message = "The scale does not answer ({reason}); type the weight."
    exit_code = 201
    terms = frozenset({"reason"})


class ScaleMoving(ScaleRefused):
    message = "The scale still moves: wait until it rests, or type the weight."
    exit_code = 202


class ScaleNegative(ScaleRefused):
    message = "The scale shows less than zero: clear it and press its zero key."
    exit_code = 203


class ScaleOverloaded(ScaleRefused):
    message = "There is more on the scale than it can weigh: weigh it in parts."
    exit_code = 204


class ScaleNotUnderstood(ScaleRefused):
    message = "The scale sends “{frame}”, no weight in kg or g; type the weight."
    exit_code = 205


class NothingNewOnScale(ScaleRefused):
    message = "There is nothing new on the scale."
    exit_code = 206


# A server that was asked to commit and not heard again


class BookingUncertain(Refusal):
    exit_code = 207


class AnswerLost(BookingUncertain):
    message = "The line to the database server broke before it answered: look whether it was done, then ask again."
    exit_code = 208


class RequestUnanswered(BookingUncertain):
    message = (
        "The line to the database server broke before it answered: this is booked, or it is not. Ask again with the "
        "request id {request}: nothing is booked twice."
    )
    exit_code = 209


# The day: PINs, rounds, the cash box


class DayRefused(Refusal):
    exit_code = 3


class PinWrong(DayRefused):
    message = "The PIN is wrong."
    exit_code = 4


class PinWait(DayRefused):
    message = "Too many wrong PINs: wait {wait} seconds."
    exit_code = 5


class PinMissing(DayRefused):
    message = "Operator {operator} has no PIN yet: the office sets one with “wasteledger operator pin {operator}”."
    exit_code = 6


class RoundOpen(DayRefused):
    message = "Round {number} of point {point} is still open since {day}: close it first."
    exit_code = 7


class NoRoundOpen(DayRefused):
    message = "No round is open at point {point}."
    exit_code = 8


class DifferenceUnexplained(DayRefused):
    message = "The cash box should hold {expected}, and {counted} was counted: say the reason with --because."
    exit_code = 9


# Cards


class CardRefused(Refusal):
    exit_code = 20


class CardMistyped(CardRefused):
    message = "“{typed}” is not a card code: a letter or digit is wrong."
    exit_code = 21


class CardUnknown(CardRefused):
    message = "No card {card} is known here."
    exit_code = 22


class CardRevoked(CardRefused):
    message = "Card {card} is no longer in use; ask for the household's number."
    exit_code = 23


class CardBlank(CardRefused):
    message = "Card {card} is blank: bind it to a household first."
    exit_code = 24


class CardNotBlank(CardRefused):
    message = "Card {card} already belongs to household {household}."
    exit_code = 25


# Households


class NoCards(CardRefused):
    message = "There is no card to print."
    exit_code = 26


class PhotoNotRead(CardRefused):
    message = "There is no card in the picture {path}."
    exit_code = 27


class PhotoReaderMissing(CardRefused):
    message = "Reading a card's picture needs pip install “wasteledger[photo]”."
    exit_code = 28


class HouseholdRefused(Refusal):
    exit_code = 30


class HouseholdUnknown(HouseholdRefused):
    message = "No household {household} is known here."
    exit_code = 31


class HouseholdClosed(HouseholdRefused):
    message = "Household {household} was closed on {day}."
    exit_code = 32


class BalanceTooLow(HouseholdRefused):
    message = "Household {household} has {balance}; {amount} is more than that."
    exit_code = 33


class BalanceLeft(HouseholdRefused):
    message = "Household {household} still has {balance}: pay it out, transfer it or give it first."
    exit_code = 34


class DebtNotAllowed(HouseholdRefused):
    message = (
        "Reversing {receipt} takes back {amount}, but household {household} has only {balance}: "
        "it would owe {debt}, which later drop-offs pay first. Repeat with --allow-debt to do so."
    )
    exit_code = 35


class SameHousehold(HouseholdRefused):
    message = "From and to are the same household, {household}."
    exit_code = 36


class HouseholdKnown(HouseholdRefused):
    message = "Former number {former_number} already belongs to household {household}."
    exit_code = 37


class ProxyNotPaid(HouseholdRefused):
    message = (
        "Household {household} has not allowed cash to be paid to somebody who comes in its stead: "
        "keep the credits in the book."
    )
    exit_code = 38


class SpentElsewhere(HouseholdRefused):
    message = (
        "Credits of household {household} are spent at the {place}: what is left of them is known only there. "
        "Here they can be put into the book, but not paid out, transferred or given."
    )
    exit_code = 39


# Quantities


class QuantityRefused(Refusal):
    exit_code = 40


class NotANumber(QuantityRefused):
    message = "“{typed}” is not a number: write it with 0-9 and a point, as 5.4."
    exit_code = 41


class TooPrecise(QuantityRefused):
    message = "“{typed}” has too many decimals; at most {decimals}."
    exit_code = 42


class NothingWeighed(QuantityRefused):
    message = "{material}: the net weight must be more than zero."
    exit_code = 43


class TooHeavy(QuantityRefused):
    message = "{material}: {weight} is more than the limit of {limit} for one weighing; weigh again."
    exit_code = 44


class AmountNotPositive(QuantityRefused):
    message = "The amount must be more than zero."
    exit_code = 45


class UnitNotKnown(QuantityRefused):
    message = "“{unit}” is not a unit of {material}."
    exit_code = 46


class StockTooLow(QuantityRefused):
    message = (
        "Point {point} has {stock} of {material} in its book; {weight} is more. "
        "Count the stock, or record the load with --empties-stock."
    )
    exit_code = 47


class NoLines(QuantityRefused):
    message = "There is nothing to record: name at least one material and its weight."
    exit_code = 48


class NotAWholeNumber(QuantityRefused):
    message = "{name} must be a whole number of at least {least}."
    exit_code = 49
    terms = frozenset({"name"})


# Time


class TimeRefused(Refusal):
    exit_code = 50


class InTheFuture(TimeRefused):
    message = "{day} is in the future."
    exit_code = 51


class BeforeTheProgramme(TimeRefused):
    message = "{day} is before the programme began on {start}."
    exit_code = 52


class ClockDoubtful(TimeRefused):
    message = (
        "This computer's clock says {now}, and the book's last entry is of {last}: that can hardly be. "
        "Set the clock, or confirm it with --confirm-clock."
    )
    exit_code = 53


class DateNotUnderstood(TimeRefused):
    message = "“{typed}” is not a date: write 15/3/2569 or 2026-03-15."
    exit_code = 54


# Places, materials and people of the programme


class PlaceRefused(Refusal):
    exit_code = 55


class CodeUnknown(PlaceRefused):
    message = "No {kind} “{code}” is known here."
    exit_code = 56
    terms = frozenset({"kind"})


class CodeClosed(PlaceRefused):
    message = "The {kind} “{code}” was closed on {day}."
    exit_code = 57
    terms = frozenset({"kind"})


class CodeTaken(PlaceRefused):
    message = "There is a {kind} “{code}” already."
    exit_code = 58
    terms = frozenset({"kind"})


class ValueNotAllowed(PlaceRefused):
    message = "{name}: “{value}” is not allowed; it may be {choices}."
    exit_code = 59
    terms = frozenset({"name"})


# Rates


class RateRefused(Refusal):
    exit_code = 60


class NoRate(RateRefused):
    message = "{material} has no rate on {day}: set one, or mark it pending."
    exit_code = 61


class RateInThePast(RateRefused):
    message = "{material} is already booked on {booked}: its rate can't start on {day}."
    exit_code = 62


class NothingPending(RateRefused):
    message = "Nothing of {material} waits for a rate there."
    exit_code = 63


# Entries


class EntryRefused(Refusal):
    exit_code = 65


class ReceiptUnknown(EntryRefused):
    message = "No receipt {receipt} is known here."
    exit_code = 66


class AlreadyReversed(EntryRefused):
    message = "Receipt {receipt} was already cancelled by {reversal}."
    exit_code = 67


class NotReversible(EntryRefused):
    message = "Receipt {receipt} ({kind}) can't be cancelled: it moves nothing, or is itself a cancellation."
    exit_code = 68
    terms = frozenset({"kind"})


class RequestUsedOtherwise(EntryRefused):
    message = "Request {request} was already booked as {receipt} with other contents; nothing was booked."
    exit_code = 69


# Files


class FileRefused(Refusal):
    exit_code = 70


class FileMissing(FileRefused):
    message = "There is no file {path}."
    exit_code = 71


class FileUnreadable(FileRefused):
    message = "The file {path} can't be read: {reason}"
    exit_code = 72
    terms = frozenset({"reason"})


class FileEmpty(FileRefused):
    message = "The file {path} has no rows."
    exit_code = 73


class EncodingNotRead(FileRefused):
    message = "The file {path} is neither UTF-8 nor Thai Windows (CP874) text: save it as CSV UTF-8."
    exit_code = 74


class ColumnsMissing(FileRefused):
    message = "The file {path} lacks the columns {columns}."
    exit_code = 75


class RowsRefused(FileRefused):
    """Rows of an import that can't be booked; ``rows`` pairs each line number with its refusal."""

    message = "{bad} of {total} rows can't be booked; nothing was written. The first is line {line}."
    exit_code = 76

    def __init__(self, *, total: int, rows: list[tuple[int, Refusal]]) -> None:
        self.rows = rows
        super().__init__(bad=len(rows), total=total, line=rows[0][0])


class CellMissing(FileRefused):
    message = "{column} is empty."
    exit_code = 77
    terms = frozenset({"column"})


class FileNotWritten(FileRefused):
    message = "The file {path} can't be written: {reason}"
    exit_code = 78
    terms = frozenset({"reason"})


class ConfigurationNotUnderstood(FileRefused):
    message = "The settings file {path} is not understood: {reason}"
    exit_code = 79


# Reports


class ReportRefused(Refusal):
    exit_code = 80


class DisposalMissing(ReportRefused):
    message = (
        "The rate can't be told: no disposed tonnage is booked for {missing}. "
        "Record the loads, or state that nothing was disposed with a nil load."
    )
    exit_code = 81


class PooledStockSold(ReportRefused):
    message = "Dispatched tonnes can't be told by community: {points} sold stock that several communities brought."
    exit_code = 82


class StatisticMissing(ReportRefused):
    message = (
        "This can't be told: nothing says {name} ({unit}) from {first} to {last}. Set it with “wasteledger {command}”."
    )
    exit_code = 83
    terms = frozenset({"unit"})


class DisposedTogether(ReportRefused):
    message = (
        "Rates by {by} can't be told: {weight} were disposed for all of them together. Ask for the municipality's rate."
    )
    exit_code = 86
    terms = frozenset({"by"})


class TooFewRounds(ReportRefused):
    message = "This can't be told: it takes {wanted} rounds, and {held} served {where} from {first} to {last}."
    exit_code = 88


class YearsUnlike(ReportRefused):
    message = "{now} and {before} can't be compared: ask for two calendar years, or for two fiscal years."
    exit_code = 89


class PeriodNotUnderstood(ReportRefused):
    message = "“{typed}” is not a period: write 2569, FY2569, 2026-03 or two dates."
    exit_code = 84


class NothingThatDay(ReportRefused):
    message = "Nothing was recorded there on {day}."
    exit_code = 87


class PeriodBackwards(ReportRefused):
    message = "The period ends on {last}, before it begins on {first}."
    exit_code = 85


# Permission


class PermissionRefused(Refusal):
    exit_code = 90


class RoleForbids(PermissionRefused):
    message = "Operator {operator} ({role}) may not do this ({verb})."
    exit_code = 91
    terms = frozenset({"role", "verb"})


class OfficeOnly(PermissionRefused):
    message = "This is a ruling of the office; book {origin} is not the office's."
    exit_code = 92


class OperatorMissing(PermissionRefused):
    message = "Say who you are: --operator CODE."
    exit_code = 93


class OriginMissing(PermissionRefused):
    message = "This database holds several books ({origins}): say which one with --origin."
    exit_code = 94


# Rows of a file


class RowRefused(Refusal):
    exit_code = 95


class RowTooLong(RowRefused):
    message = "The row has more cells than the file has columns: a comma in a number or a name wants quotes around it."
    exit_code = 96


class RowsDiffer(RowRefused):
    message = "The rows of {reference} differ in {column}: what was weighed together has one of it."
    exit_code = 97


class WorkbookRefused(RowRefused):
    """A town's workbook that can't be applied; ``outcome`` holds every finding in it."""

    message = "{refused} cells or rows of {path} can't be taken; nothing was written."
    exit_code = 98

    def __init__(self, *, path: str, refused: int, outcome: Any) -> None:
        self.outcome = outcome
        super().__init__(path=path, refused=refused)


class CellDoubtful(RowRefused):
    message = "“{found}”: {reason}."
    exit_code = 99
    terms = frozenset({"reason"})


# The database


class DatabaseRefused(Refusal):
    exit_code = 100


class DatabaseMissing(DatabaseRefused):
    message = "There is no ledger at {database}: begin one with “wasteledger init”."
    exit_code = 101


class DatabaseExists(DatabaseRefused):
    message = "There is a ledger at {database} already."
    exit_code = 102


class DatabaseLocked(DatabaseRefused):
    message = "Another program holds the ledger {database}; wait a moment and try again."
    exit_code = 103


class DatabaseReadOnly(DatabaseRefused):
    message = "The ledger {database} can't be written: the file or its folder is read-only."
    exit_code = 104


class DatabaseDamaged(DatabaseRefused):
    message = "The ledger {database} is damaged: restore a backup with “wasteledger database restore”."
    exit_code = 105


class NotALedger(DatabaseRefused):
    message = "{database} is not a wasteledger ledger."
    exit_code = 106


class DiskFull(DatabaseRefused):
    message = "The disk is full; nothing was booked. Make room, or use the paper receipts."
    exit_code = 107


class SchemaOlder(DatabaseRefused):
    message = "The ledger {database} is of an older version: run “wasteledger database upgrade”."
    exit_code = 108


class SchemaNewer(DatabaseRefused):
    message = "The ledger {database} is of a newer version than this program: install the newer wasteledger."
    exit_code = 109


class ServerUnreachable(DatabaseRefused):
    message = "The database server does not answer: {reason}"
    exit_code = 110


class DatabaseFailed(DatabaseRefused):
    message = "The database refused: {reason}"
    exit_code = 111


class DriverMissing(DatabaseRefused):
    message = "PostgreSQL needs its driver: pip install “wasteledger[postgresql]”."
    exit_code = 112


class SealedJournal(DatabaseRefused):
    message = "The journal is sealed: {reason}"
    exit_code = 113


class BackupNotOurs(DatabaseRefused):
    message = "The backup {path} is not of this ledger."
    exit_code = 114


class NewBookNeeded(DatabaseRefused):
    message = (
        "Receipt {printed} was printed, but the backup ends at {held}: the old book can't go on. "
        "Say the code of a new book with --new-origin."
    )
    exit_code = 116


class CopyMissing(DatabaseRefused):
    message = "The second copy was not written: there is no {path}."
    exit_code = 117


class CopyNotOurs(DatabaseRefused):
    message = "{path} is no copy of this town's books: use another stick."
    exit_code = 118


class CopyDiffers(DatabaseRefused):
    message = "The copy {path} does not agree from {receipt} on: keep it as it is, and use another stick."
    exit_code = 119


class SQLiteOnly(DatabaseRefused):
    message = "This is done with the server's own tools on PostgreSQL (pg_dump, pg_restore)."
    exit_code = 115


# Printing


class PrintingRefused(Refusal):
    exit_code = 120


class FontMissing(PrintingRefused):
    message = "There is no font at {path}."
    exit_code = 121


class NoSlip(PrintingRefused):
    message = "Receipt {receipt} ({kind}) has no slip."
    exit_code = 123
    terms = frozenset({"kind"})


class GlyphMissing(PrintingRefused):
    message = "The font {font} can't draw “{character}”."
    exit_code = 122


class PaperTooSmall(PrintingRefused):
    message = "The text has no room on {paper}: shorten the town's name or the address."
    exit_code = 124


class PrinterNotReached(PrintingRefused):
    message = "The printer {printer} did not print: {reason}. The slip waits and prints later."
    exit_code = 125
    terms = frozenset({"reason"})


# Where a ledger may live


class HomeRefused(Refusal):
    exit_code = 210


class HomeNotSafe(HomeRefused):
    message = (
        "The ledger must not live at {path}, which is {reason}: its file would be torn there, or become two. "
        "Choose a folder of this computer's own disk."
    )
    exit_code = 211
    terms = frozenset({"reason"})


# A server, and who may do what there


class ServerRefused(Refusal):
    exit_code = 212


class ServerForbids(ServerRefused):
    message = "The server does not let this login do that: {reason}"
    exit_code = 213


class RolesNotGiven(ServerRefused):
    message = "{name} can't be given roles: {reason}."
    exit_code = 214
    terms = frozenset({"reason"})


# What was there before the books


class OpeningRefused(Refusal):
    exit_code = 215


class OpenedAlready(OpeningRefused):
    message = "{subject} was brought over already by {receipt}: cancel that one first."
    exit_code = 216


class ControlTotalDiffers(OpeningRefused):
    message = (
        "The control total is {control}, but the lines add up to {total}, a difference of {difference}; "
        "nothing was written."
    )
    exit_code = 217


class OpeningDayRefused(OpeningRefused):
    message = "{subject} can't be opened on {day}: {reason} ({receipt})."
    exit_code = 218
    terms = frozenset({"reason"})


class OpeningBelowZero(OpeningRefused):
    message = (
        "{typed} is less than zero: nobody begins with a debt. "
        "Write 0, and settle with the household outside the books."
    )
    exit_code = 219


# What leaves the ledger


class ExportRefused(Refusal):
    exit_code = 220


class NothingToPublish(ExportRefused):
    message = (
        "There is nothing to publish yet: no fiscal year is over in which enough households took part "
        "for nobody to be found among them."
    )
    exit_code = 221


class ContactMissing(ExportRefused):
    message = "Whoever publishes data says whom to ask: “wasteledger settings set email=office@town.go.th”."
    exit_code = 222


# Books of other computers, and their keys


class OriginRefused(Refusal):
    exit_code = 223


class KeysExist(OriginRefused):
    message = "There are keys of book {origin} already: {path}. Where new ones are wanted, move that file away first."
    exit_code = 224


class KeysMissing(OriginRefused):
    message = "The keys of book {origin} are not in {path}: make them with “wasteledger origin keys {origin}”."
    exit_code = 225


class KeysNotUnderstood(OriginRefused):
    message = "{path} holds no keys of a book, or was damaged on its way: make it anew."
    exit_code = 226


class KeysTaken(OriginRefused):
    message = "These keys belong to book {origin}, or were revoked: this computer must make keys of its own."
    exit_code = 227


class SealBroken(OriginRefused):
    message = "The names can't be read: they were altered, or sealed by or to other keys."
    exit_code = 228


class NotAdmissible(OriginRefused):
    message = "{receipt} can't be admitted: what can follow in that book is {choices}."
    exit_code = 229


# Closed months, and figures asked again


class PeriodRefused(Refusal):
    exit_code = 230


class MonthNotNext(PeriodRefused):
    message = "{month} can't be closed: the next month to close is {next}."
    exit_code = 231


class HeadsNotRead(PeriodRefused):
    message = "{path} does not say how far the books went: give a report as it was written then, or receipts."
    exit_code = 232


class BooksNotHeld(PeriodRefused):
    message = "The figures were made of other books: this ledger does not hold {receipt} {code}."
    exit_code = 233


class BooksNotSaid(PeriodRefused):
    message = "Say the last receipt of each book as well: {books}."
    exit_code = 234


# Reports as files


class OutputRefused(Refusal):
    exit_code = 235


class ParquetMissing(OutputRefused):
    message = "Writing Parquet needs pip install “wasteledger[parquet]”."
    exit_code = 236


class FormNamesUnknown(OutputRefused):
    message = (
        "The form {path} asks for what is not a figure: {names}. "
        "“wasteledger report form --names” lists those there are."
    )
    exit_code = 237


# Entries of other databases


class MergeRefused(Refusal):
    exit_code = 248


class OwnBookElsewhere(MergeRefused):
    message = (
        "{receipt} was booked elsewhere in a book that this ledger writes: it is older than what was sent, "
        "as after a backup was put back. Nothing was taken."
    )
    exit_code = 249


class EntryNotUnderstood(MergeRefused):
    message = "{receipt} says what can't be ({reason}); nothing was taken."
    exit_code = 250


class EntryNewer(MergeRefused):
    message = "{receipt} was written by a newer version of this program: install that first."
    exit_code = 251


# The line between a point and its office


class LineRefused(Refusal):
    exit_code = 253


class NoLine(LineRefused):
    message = "There is no line to {database}: {reason}."
    exit_code = 254
    terms = frozenset({"reason"})


# Bundles from other databases


class BundleRefused(Refusal):
    exit_code = 238


class BundleDamaged(BundleRefused):
    message = "{path} is no whole bundle: it was cut off or altered on its way. Have it sent again."
    exit_code = 239


class BundleTooLarge(BundleRefused):
    message = "The bundle is larger than any that is read."
    exit_code = 240


class BundleNewer(BundleRefused):
    message = "The bundle was written by a newer version of this program: install that here first."
    exit_code = 241


class BundleForeign(BundleRefused):
    message = "{path} is of another town."
    exit_code = 242


class SignerUnknown(BundleRefused):
    message = (
        "{path} says that it is from book {sender}, but the office has not enrolled the keys {fingerprint}. "
        "If the office has new keys and its screen shows these, repeat with “--office {fingerprint}”."
    )
    exit_code = 243


class BookNotSenders(BundleRefused):
    message = "{path} brings entries of book {book}, which {sender} may not send."
    exit_code = 244


class BookRestored(BundleRefused):
    message = (
        "This ledger was restored from a backup: {sender} holds {receipt}, which it wrote and no longer has. "
        "Have a bundle written with “--whole” and bring it back with “wasteledger sync rejoin”."
    )
    exit_code = 245


class FingerprintDiffers(BundleRefused):
    message = "{path} is not signed by the office: its fingerprint is {fingerprint}."
    exit_code = 246


class NotJoinable(BundleRefused):
    message = "Book {origin} can't be begun with {path}: {reason}."
    exit_code = 247
    terms = frozenset({"reason"})


# A ledger that was put back from a backup


class RestoredRefused(Refusal):
    exit_code = 193


class BookParted(RestoredRefused):
    message = (
        "After {receipt} others hold other entries than this ledger, which wrote {entries} since: "
        "they go into a new book. Say its code with --new-origin."
    )
    exit_code = 194


class BookNotWhole(RestoredRefused):
    message = (
        "There is not enough of book {origin} in it to tell where it parted: "
        "have a bundle written with “wasteledger sync export FILE --whole”."
    )
    exit_code = 195
