"""docs/log.md: the commands it names are commands, and what it says of numbers is so."""

import re
import shlex
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest

import tlog.draw
import tlog.keys
import tlog.proof
import tlog.verify
import tlog.witness
from tlog.checkpoint import Checkpoint
from tlog.draw import ticket
from tlog.entry import EntryError, parse_entry
from tlog.page import read_page

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "log.md").read_text("utf-8")
PARSERS: dict[str, Callable[[], ArgumentParser]] = {
    "draw": tlog.draw.parser,
    "keys": tlog.keys.parser,
    "proof": tlog.proof.parser,
    "verify": tlog.verify.parser,
    "witness": tlog.witness.parser,
}
COMMANDS = [line for line in PAGE.splitlines() if line.startswith("python -m tlog.")]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_page_can_be_given(line: str) -> None:
    _, _, module, *arguments = shlex.split(line.split(" > ")[0])
    PARSERS[module.removeprefix("tlog.")]().parse_args(arguments)


def test_every_command_is_on_the_page() -> None:
    assert {line.split()[2].removeprefix("tlog.") for line in COMMANDS} == set(PARSERS)


def test_a_ticket_can_be_recomputed_by_hand() -> None:
    by_hand = [line for line in PAGE.splitlines() if line.startswith("printf ")]
    given = {"ROOT": "A" * 43 + "=", "SIZE": "700", "CODE": "甲字〔2022〕7号/4", "BEACON": "03 07 11"}
    checkpoint = Checkpoint("ledger.example/harbour", 700, bytes(32))
    for line, beacon in zip(by_hand, ("", given["BEACON"]), strict=True):
        done = subprocess.run(
            ["sh", "-c", line], env=given | {"PATH": "/usr/bin:/bin"}, capture_output=True, text=True
        )
        assert done.stdout.split()[0] == ticket(checkpoint, given["CODE"], 1, beacon=beacon).hex()


def test_the_examples_of_entries_and_marks_are_read_as_it_says() -> None:
    examples = re.findall(r"^\{.*\}$", PAGE, re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        with pytest.raises(EntryError):
            parse_entry(example.encode())
        parse_entry(example.replace("64位十六进制", "ab" * 32).encode())
    (marks,) = re.findall(r"^<span.*$", PAGE, re.MULTILINE)
    assert [(each.source, each.text.strip()) for each in read_page(marks).shown] == [
        ("6 result", "已修复"),
        ("6 measures.0", "更换井盖"),
    ]
