"""A worker killed while it sends loses nothing: the bench of the outbox on a small scale, in processes of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench" / "outbox.py"


@pytest.mark.long
def test_a_worker_killed_while_it_sends_loses_no_message_and_repeats_with_the_same_key() -> None:
    command = [sys.executable, str(BENCH), "--messages", "150", "--kills", "2", "--clean", "0", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    (run,) = json.loads(ran.stdout.splitlines()[-1])
    assert run["kills"] >= 1
    assert (run["lost"], run["marked_sent"]) == (0, 150)
