"""``guide``: what is still missing before the first buying day."""

from __future__ import annotations

from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.words import command


@command(None, "guide", "What is still missing before the first buying day, and how to mend it.", "guide")
@pass_session
def guide(session: Session) -> Answer:
    steps = session.ledger.readiness()
    words = session.words
    columns = [
        Column("done", "Done"),
        Column("what", "What"),
        Column("count", "Count", number=True),
        Column("command", "Command"),
    ]
    rows = [("✓" if step.done else "…", words(step.what), step.count, step.command) for step in steps]
    answer = table_answer("steps", columns, rows)
    answer.data = {
        "steps": [
            {
                "what": step.what,
                "done": step.done,
                "count": step.count,
                "missing": step.missing,
                "command": step.command,
            }
            for step in steps
        ]
    }
    for step in steps:
        if step.missing:
            more = " …" if step.count > len(step.missing) else ""
            answer.text.append(f"{words(step.what)}: {', '.join(step.missing)}{more}")
    if all(step.done for step in steps):
        answer.say("Everything is ready for the first buying day.")
    return answer
