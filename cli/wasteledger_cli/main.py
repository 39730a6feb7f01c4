"""The root of the command line: which commands there are, and what a refusal looks like."""

from __future__ import annotations

import gettext
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from wasteledger.errors import Refusal
from wasteledger_cli.helping import placeholders
from wasteledger_cli.run_log import RunLog
from wasteledger_cli.session import Session
from wasteledger_cli.words import speak_click, translated

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": ("setup", "Begin a town's ledger."),
    "guide": ("guide", "What is still missing before the first buying day, and how to mend it."),
    "demo": ("demo", "Make a small sample town and show a morning of it."),
    "setup": ("starting", "Begin a town from its own workbook."),
    "starter": ("starter", "Tables that most Thai towns begin with, to be changed."),
    "settings": ("setup", "Show or change the town's settings."),
    "community": ("lists", "Communities of the town."),
    "point": ("lists", "Collection points."),
    "operator": ("operators", "Operators and their roles."),
    "destination": ("lists", "Destinations that take loads."),
    "material": ("lists", "Materials that are accepted."),
    "rate": ("rates", "Rates: credits per unit."),
    "statistic": ("statistics", "Outside figures: population, households, baseline."),
    "household": ("households", "Households and their names."),
    "card": ("cards", "Cards: issue, bind, replace, revoke, check."),
    "opening": ("openings", "Opening balances and stock, on one day for the whole town."),
    "history": ("openings", "Kilograms of earlier years, so that they can be compared."),
    "round": ("rounds", "Rounds: their calendar, opening and closing."),
    "counter": ("counter", "Scan, weigh, print, next: a morning at the point."),
    "drop-off": ("drop_offs", "Record or import drop-offs."),
    "redeem": ("spending", "Spend credits: cash, goods, fee rebate."),
    "transfer": ("spending", "Hand credits from one household to another."),
    "balance": ("statements", "What a household holds."),
    "statement": ("statements", "A household's history."),
    "slip": ("slips", "Show, copy or check a slip."),
    "paper": ("papers", "Notices, price lists, sheets and forms as PDF."),
    "reverse": ("reversals", "Cancel a receipt by its opposite."),
    "correct": ("reversals", "Cancel a drop-off and book it anew."),
    "load": ("loads", "Record or import loads to a destination."),
    "stock": ("loads", "What lies at the points."),
    "scale": ("scale", "The scale at the counter."),
    "exception": ("exceptions", "What asks for somebody's eyes."),
    "period": ("periods", "Close months, so that their figures stand."),
    "report": ("reports", "Rates, tonnage, balances: figures that print their own definition."),
    "export": ("exports", "Open data for everybody, journals for auditors."),
    "origin": ("origins", "Books of other computers: their keys, enrolled and revoked."),
    "sync": ("sync", "Exchange entries with other computers of the town."),
    "config": ("machine", "Settings of this computer: ledger, book, printer, scale."),
    "completion": ("machine", "Print what makes a shell complete our commands."),
    "audit": ("database", "Verify every chain and every figure."),
    "database": ("database", "Status, upgrade, backup, restore, rebuild."),
}
"""Command, the module it lives in, and its line in the help: known without importing any of them."""

EXIT_INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that ``--help`` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"wasteledger_cli.commands.{COMMANDS[cmd_name][0]}")
        return getattr(module, cmd_name.replace("-", "_"))  # type: ignore[no-any-return]  # a test opens every one

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # a shell that completes has it already

        named = ((name, line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=gettext.gettext(line)) for name, line in named]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl([(name, gettext.gettext(line)) for name, (_, line) in COMMANDS.items()])


@click.group(cls=translated(LazyGroup), help="The ledger of a town's waste-separation programme.")
@click.version_option(package_name="wasteledger", message="%(prog)s %(version)s", help="Show the version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    Session.of(ctx)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every refusal is one sentence on stderr and an exit code."""
    _speak_utf8()
    session = Session(sys.argv[1:] if arguments is None else arguments)
    log = RunLog(session)
    try:
        code = _run(session, arguments)
        log.ended(code)
        sys.exit(code)
    except Refusal as refusal:
        click.echo(session.sentence(refusal), err=True)
        log.ended(refusal.exit_code, refusal)
        sys.exit(refusal.exit_code)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    finally:
        session.close()


def _run(session: Session, arguments: list[str] | None) -> int:
    speak_click(session.language)
    try:
        answered: Any = cli.main(arguments, prog_name="wasteledger", standalone_mode=False, obj=session)
        return answered if isinstance(answered, int) else 0
    except click.ClickException as failure:
        if isinstance(failure, click.BadParameter) and failure.param:
            failure.param_hint = failure.param_hint or placeholders(failure.param.get_error_hint(failure.ctx))
        failure.show()
        return failure.exit_code
    except click.Abort:
        return EXIT_INTERRUPTED


def _speak_utf8() -> None:
    """Write Thai whatever code page a pipe on Windows would guess."""
    for stream in (sys.stdout, sys.stderr):
        if (stream.encoding or "").lower().replace("-", "") != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
