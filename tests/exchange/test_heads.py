"""How far the books went, read from whatever the report was kept as."""

import json
from pathlib import Path

import pytest

from wasteledger import errors
from wasteledger.exchange.heads import read_heads
from wasteledger.journal.remembering import Said

CODE, OTHER_CODE = "7K3M-9QX2-4TAB-0C5D", "0000-1111-2222-3333"
BOTH = {"K07": Said(123, CODE), "P02": Said(0, OTHER_CODE)}


def head(origin: str, sequence: int, code: str) -> dict[str, object]:
    return {"origin": origin, "sequence": sequence, "check_code": code}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"rows": [], "heads": [head("K07", 123, CODE), head("P02", 0, OTHER_CODE)]}),
        json.dumps([{"heads": [head("K07", 123, CODE)]}, {"deep": {"heads": [head("P02", 0, OTHER_CODE)]}}]),
        f"Books: K07-000123 {CODE}, P02-000000 {OTHER_CODE}\n",
        f"\ufeffสมุด: K07-๐๐๐๑๒๓ {CODE},\nP02-000000\u00a0{OTHER_CODE}",
        f"<p>K07-000123 {CODE}</p><p>K07-000123 {CODE}, P02-000000 {OTHER_CODE}</p>",
    ],
    ids=["JSON", "several reports", "printed", "printed in Thai", "HTML"],
)
def test_heads_are_read_from_a_report_as_it_was_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report"
    file.write_text(text, encoding="utf-8")

    assert read_heads([str(file)]) == (BOTH, True)


def test_receipts_name_their_books_alone() -> None:
    assert read_heads(["K07-000123", "p02 7"]) == ({"K07": Said(123), "P02": Said(7)}, False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"PK\x03\x04\xff\xfe",
        b"no heads here, only K07-000123",
        f"K07-000123 {CODE} K07-000124 {CODE}".encode(),
        json.dumps({"heads": [{"origin": "K07", "sequence": "123", "check_code": CODE}]}).encode(),
    ],
)
def test_a_file_that_does_not_say_so_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "report"
    file.write_bytes(content)

    with pytest.raises(errors.HeadsNotRead):
        read_heads([str(file)])


def test_what_is_neither_file_nor_receipt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.ReceiptUnknown):
        read_heads([str(tmp_path / "missing.json")])
