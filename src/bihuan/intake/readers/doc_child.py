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
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_RESULT, _MOST_RESULT))
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
