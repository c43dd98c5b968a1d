"""Files changed at random are read or refused; nothing else, and nothing comes to a halt.

The long run is made elsewhere; these few hundred of each kind keep a reader from slipping back.
"""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.scan import not_here
from bihuan.kernel.errors import NotReadable
from tests.support.forms import FORMS, NOTICE

ROUNDS = 150
# Each of these starts a process of its own.
SLOW, SLOW_ROUNDS = (".doc", ".wps", ".pdf"), 6
_SPLICES = (
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"99999999",
    b"-1",
    b"<td rowspan=9",
    b'="',
    b"1e999",
    b"nan ",
)


def _struck(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    at = chance.randrange(len(changed))
    kind = chance.randrange(4)
    if kind == 0:
        for _ in range(chance.randint(1, 20)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    elif kind == 1:
        del changed[at:]
    elif kind == 2:
        changed[at:at] = changed[chance.randrange(len(changed)) :][:2000]
    else:
        changed[at : at + 4] = chance.choice(_SPLICES)
    return bytes(changed)


def _one_part_struck(content: bytes, chance: random.Random) -> bytes:
    """A zip whose shell is whole and one part is not."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        struck = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _struck(part, chance) if name == struck and part else part)
    return stream.getvalue()


@pytest.mark.parametrize("name", FORMS)
def test_a_struck_file_is_read_or_refused(name: str) -> None:
    content = FORMS[name](NOTICE)
    chance = random.Random(name)
    ways: list[Callable[[bytes, random.Random], bytes]] = [_struck]
    if content.startswith(b"PK"):
        ways.append(_one_part_struck)
    for _ in range(SLOW_ROUNDS if name.endswith(SLOW) else ROUNDS):
        struck = chance.choice(ways)(content, chance)
        with suppress(NotReadable):
            open_blocks(struck, name, not_here)
