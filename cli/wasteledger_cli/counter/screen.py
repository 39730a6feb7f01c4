"""What the counter shows: one line at a time, no wider than the terminal, good and bad to be told from afar."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from wasteledger.domain.cells import cell_width
from wasteledger.printing.breaking import clusters, wrapped

if TYPE_CHECKING:
    from wasteledger.errors import Refusal
    from wasteledger.translation import Words

ROOM_TO_TYPE = 8
"""Cells that a prompt leaves for the answer."""
END_OF_PROMPT = " > "
LEAST_OF_A_NAME = 4
MOST_ROWS = 20
"""Of a list, with which a terminal of 24 rows still shows what was asked before and the prompt."""
BELL = "\a"


class Name(str):
    """A fact that may be cut short where the line is too narrow for it: a name, never a number."""

    __slots__ = ()


class Screen:
    """One terminal, pipe or list of lines, in one language."""

    def __init__(
        self,
        words: Words,
        write: Callable[[str], None] = click.echo,
        *,
        plain: bool = False,
        width: int | None = None,
    ) -> None:
        self.words, self.plain, self.width = words, plain, width or shutil.get_terminal_size().columns
        self._write = write

    def prompt(self, sentence: str, facts: dict[str, object]) -> str:
        """A prompt that fits one line and leaves room for the answer."""
        return self._fitted(sentence, facts, self.width - ROOM_TO_TYPE - len(END_OF_PROMPT)) + END_OF_PROMPT

    def say(self, sentence: str, /, **facts: object) -> None:
        self.show(self._fitted(sentence, facts, self.width).splitlines())

    def good(self, sentence: str, /, **facts: object) -> None:
        self._write(self._coloured(self._fitted(sentence, facts, self.width), "green"))

    def bad(self, sentence: str, /, **facts: object) -> None:
        lines = wrapped(self._fitted(sentence, facts, self.width), self.width, cell_width)
        self._write(self._coloured("\n".join(lines), "red") + (BELL if not self.plain else ""))

    def refuse(self, refusal: Refusal) -> None:
        self.bad(refusal.message, **refusal.facts)

    def show(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write("\n".join(wrapped(line, self.width, cell_width)))

    def show_numbered(self, rows: Sequence[str]) -> None:
        """Rows to choose from by number; more than a screen holds stand side by side, downwards first."""
        numbered = [f"{number:>3}) {row}" for number, row in enumerate(rows, start=1)]
        widest = max(map(cell_width, numbered), default=0) + 1
        across = max(self.width // widest, 1) if len(rows) > MOST_ROWS else 1
        down = -(-len(rows) // across)
        for top in range(down):
            beside = [row + " " * (widest - cell_width(row)) for row in numbered[top::down]]
            self.show(["".join(beside).rstrip()])

    def _coloured(self, text: str, colour: str) -> str:
        return text if self.plain else click.style(text, fg=colour)

    def _fitted(self, sentence: str, facts: dict[str, object], room: int) -> str:
        """Write a sentence, its names cut short where it would be wider than the room."""
        text = self.words(sentence, **facts)
        for name in sorted(
            (name for name in facts if isinstance(facts[name], Name)), key=lambda n: -len(str(facts[n]))
        ):
            over = cell_width(text) - room
            if over <= 0:
                break
            said = str(facts[name])
            facts = {**facts, name: shortened(said, max(cell_width(said) - over, LEAST_OF_A_NAME))}
            text = self.words(sentence, **facts)
        return text


def shortened(text: str, width: int) -> str:
    """Cut a text to a width in cells, between two letters and never between a letter and its marks."""
    if cell_width(text) <= width:
        return text
    kept = ""
    for cluster in clusters(text):
        if cell_width(kept + cluster) >= width:
            break
        kept += cluster
    return f"{kept}…"
