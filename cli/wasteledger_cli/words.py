"""Help and messages in the reader's language, and the options that every command has."""

import gettext
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from wasteledger.translation import DOMAIN, LANGUAGES, TRANSLATIONS
from wasteledger_cli.answers import Answer, show
from wasteledger_cli.session import Session

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


def translated(kind: AnyCommand) -> AnyCommand:
    """Make a click class whose help is in the reader's language and whose commands print what they answer."""

    class Translated(kind):  # type: ignore[misc, valid-type]  # a class made from a class
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.params += common_options(shown=issubclass(kind, click.Group))

        def get_help(self, ctx: click.Context) -> str:
            speak_click(Session.of(ctx).language)
            return super().get_help(ctx)  # type: ignore[no-any-return]

        def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            text, example = self.help, getattr(self, "example", "")
            self.help = Session.of(ctx).words(text or "")
            super().format_help_text(ctx, formatter)
            self.help = text
            if example:
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(f"$ wasteledger {example}")

        def get_short_help_str(self, limit: int = 80) -> str:
            return click.utils.make_default_short_help(gettext.gettext(self.help or ""), limit)

        def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            words = Session.of(ctx).words
            rows = []
            for parameter in self.get_params(ctx):
                record = parameter.get_help_record(ctx)
                if record:
                    text = getattr(parameter, "help", "") or ""
                    rows.append((record[0], record[1].replace(text, words(text)) if text else record[1]))
            if rows:
                with formatter.section(words("Options")):
                    formatter.write_dl(rows)
            if isinstance(self, click.Group):
                self.format_commands(ctx, formatter)

        def invoke(self, ctx: click.Context) -> Any:
            answered = super().invoke(ctx)
            return show(Session.of(ctx), answered) if isinstance(answered, Answer) else answered

    return Translated  # type: ignore[return-value]


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
