"""Commands whose help is in the reader's language, and the options that every command has."""

import gettext
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from wasteledger.translation import DOMAIN, LANGUAGES, TRANSLATIONS
from wasteledger_cli.answers import Answer, show
from wasteledger_cli.helping import HelpFormatter, placeholders
from wasteledger_cli.session import Session

WIDEST_OPTION = 30

AnyCommand = TypeVar("AnyCommand", bound=type[click.Command])


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep an option for the session; the one nearest to the command wins."""
    if value is not None and parameter.name:
        Session.of(ctx).given[parameter.name] = value


def _common(name: str, text: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}"], help=text, expose_value=False, callback=_remember, is_eager=True, **more)


def _confirm_clock(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        Session.of(ctx).confirm_clock = True


def common_options(*, shown: bool) -> list[click.Option]:
    """The options that every command understands; only the root lists them all in its help."""
    return [
        _common(
            "database", "The ledger: a file, or the URL of a PostgreSQL database.", metavar="PATH|URL", hidden=not shown
        ),
        _common("origin", "The book to write, where there are several.", metavar="CODE", hidden=not shown),
        _common("operator", "Who you are.", metavar="CODE", hidden=not shown),
        _common(
            "printer", "The slip printer: a device, tcp://HOST or serial:PORT.", metavar="ADDRESS", hidden=not shown
        ),
        _common("log", "Keep a log of what was run, without names, in this file.", metavar="FILE", hidden=not shown),
        _common("language", "Thai or English.", type=click.Choice(LANGUAGES), hidden=not shown),
        _common("format", "How to answer.", type=click.Choice(["text", "json"])),
        click.Option(
            ["--confirm-clock"],
            is_flag=True,
            expose_value=False,
            callback=_confirm_clock,
            hidden=not shown,
            help="The clock is right although the book's last entry is later.",
        ),
    ]


class Context(click.Context):
    """A run of a command whose help is laid out in cells."""

    formatter_class = HelpFormatter


def translated(kind: AnyCommand) -> AnyCommand:
    """Make a click class whose help is in the reader's language and whose commands print what they answer."""

    class Translated(kind):  # type: ignore[misc, valid-type]  # a class made from a class
        context_class = Context

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.params += common_options(shown=issubclass(kind, click.Group))

        def get_short_help_str(self, limit: int = 80) -> str:  # noqa: ARG002  # our lines are wrapped, not cut
            return gettext.gettext(self.help or "")

        def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
            return [placeholders(piece) for piece in super().collect_usage_pieces(ctx)]

        def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
            example = getattr(self, "example", "")
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(gettext.gettext(self.help or ""))
            if example:
                formatter.write_paragraph()
                formatter.write(f"  $ wasteledger {example}\n")

        def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
            with formatter.section(gettext.gettext("Options")):
                formatter.write_dl([row for option in options if (row := _option_row(option, ctx))])
            if isinstance(self, click.Group):
                self.format_commands(ctx, formatter)

        def invoke(self, ctx: click.Context) -> Any:
            session = Session.of(ctx)
            session.command = ctx.command_path.partition(" ")[2]
            answered = super().invoke(ctx)
            if not isinstance(answered, Answer):
                return answered
            session.answered = answered.data
            return show(session, answered)

    return Translated  # type: ignore[return-value]


def _option_row(option: click.Option, ctx: click.Context) -> tuple[str, str] | None:
    """An option as it is typed, and its help; choices too many for the first column stand in the help."""
    record = option.get_help_record(ctx)
    if record is None:
        return None
    typed, text = record
    if option.help:
        text = text.replace(option.help, gettext.gettext(option.help))
    if isinstance(option.type, click.Choice) and len(typed) > WIDEST_OPTION:
        typed, text = f"{option.opts[0]} WORD", f"{text} ({', '.join(option.type.choices)})"
    return placeholders(typed), text


def speak_click(language: str) -> None:
    """Let click look its own words up in our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, TRANSLATIONS)
    gettext.textdomain(DOMAIN)


class Command(translated(click.Command)):  # type: ignore[misc]  # a class made from a class
    """A command with an example under its help."""

    example = ""


class Group(translated(click.Group)):  # type: ignore[misc]
    """A group of commands."""

    command_class = Command


def group(name: str, text: str) -> Group:
    """Make a group of commands."""
    return Group(name=name, help=text)


def command(parent: click.Group | None, name: str, text: str, example: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command of a group (or of the root), with its help and an example."""

    def decorate(function: Callable[..., Any]) -> Command:
        made: Command = click.command(name, cls=Command, help=text)(function)
        made.example = example
        if parent is not None:
            parent.add_command(made)
        return made

    return decorate
