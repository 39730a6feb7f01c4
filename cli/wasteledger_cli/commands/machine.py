"""``config`` and ``completion``: how this machine is set up."""

from __future__ import annotations

import click

from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.configuring import require_setting, write_settings
from wasteledger_cli.settings import NAMES, configuration_file, setting, shown
from wasteledger_cli.words import Group, command, group

SHELLS = {
    "bash": "~/.local/share/bash-completion/completions/wasteledger",
    "zsh": "~/.zfunc/_wasteledger",
    "fish": "~/.config/fish/completions/wasteledger.fish",
}
"""Where each shell looks for a command's completion."""

config: Group = group("config", "Settings of this computer: ledger, book, printer, scale.")


@command(config, "show", "Show what this computer is set to, and in which file.", "config show")
def show() -> Answer:
    return _shown()


@command(config, "set", "Set something for this computer.", "config set printer=tcp://192.168.1.50 language=th")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
def set_(values: tuple[str, ...]) -> Answer:
    pairs: dict[str, str | None] = {}
    for said in values:
        name, _, value = said.partition("=")
        pairs[require_setting(name.strip(), value.strip())] = value.strip()
    write_settings(pairs)
    return _shown()


@command(config, "unset", "Forget a setting of this computer.", "config unset printer")
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def unset(names: tuple[str, ...]) -> Answer:
    write_settings({require_setting(name): None for name in names})
    return _shown()


def _shown() -> Answer:
    rows = [(name, said and shown(said)) for name in NAMES for said in [setting(name)]]
    answer = table_answer("settings", [Column("name", "Setting"), Column("value", "Value")], rows)
    answer.data = {"file": str(configuration_file()), "settings": dict(rows)}
    return answer.say("The settings are in {path}.", path=configuration_file())


@command(None, "completion", "Print what makes a shell complete our commands.", "completion bash")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> Answer:
    from click import shell_completion  # noqa: PLC0415  # --help needs none of it

    made = {
        "bash": shell_completion.BashComplete,
        "zsh": shell_completion.ZshComplete,
        "fish": shell_completion.FishComplete,
    }[shell](ctx.find_root().command, {}, "wasteledger", "_WASTELEDGER_COMPLETE")
    # The base class's, for bash's own asks a bash for its version, which a laptop that only prints may not have.
    script = shell_completion.ShellComplete.source(made)
    answer = Answer({"shell": shell, "file": SHELLS[shell], "script": script})
    answer.text += [f"# wasteledger completion {shell} > {SHELLS[shell]}", script]
    return answer
