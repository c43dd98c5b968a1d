"""Turns the old Word document in the current folder into a .docx beside it: ``python doc_child.py SECONDS``.

Started by ``doc`` and by nobody else, as a process of its own. Imports nothing of Bihuan.
"""

import resource
import struct
import sys
from pathlib import Path

SOURCE, RESULT = "source.doc", "result.docx"
DAMAGED, ENCRYPTED, TOO_OLD = 3, 4, 5
_MOST_MEMORY = 1_500_000_000
_MOST_RESULT = 300_000_000
_WORD_97 = 0x00C1


def main() -> int:
    """Write the .docx; the exit code says why not."""
    seconds = int(sys.argv[1])
    for kind, most in (
        (resource.RLIMIT_AS, _MOST_MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, _MOST_RESULT),
    ):  # fmt: skip
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (most, most))
    from doc2docx import errors
    from doc2docx.cfb import CompoundFile
    from doc2docx.converter import convert

    try:
        head = bytes(CompoundFile.from_path(SOURCE).open_stream("WordDocument")[:4])
        if struct.unpack_from("<H", head, 2)[0] < _WORD_97:
            return TOO_OLD
        convert(Path(SOURCE), Path(RESULT))
    except errors.EncryptedDocumentError:
        return ENCRYPTED
    except Exception:  # whatever it stumbles over, the file is not whole
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
