"""Reader of .doc and .wps, the Word documents of before 2007: turned into .docx, which is then read.

The form is old and intricate, and what turns it is not ours: it works in a process of its own, whose time and memory
are bounded, and in a folder of its own, which is gone afterwards.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bihuan.intake.readers import container, doc_child, docx
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.refusal import not_readable

MOST_SECONDS = 30
_CHILD = Path(__file__).with_name("doc_child.py")


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the document in order."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, doc_child.SOURCE).write_bytes(content)
        command = [sys.executable, "-I", str(_CHILD), str(MOST_SECONDS)]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=MOST_SECONDS, check=False)
        except subprocess.TimeoutExpired as problem:
            raise not_readable(
                "file-too-slow",
                f"读取旧版 Word 文档超过{MOST_SECONDS}秒仍未完成；请用 Word 打开后另存为 .docx 再导入。",
            ) from problem
        if done.returncode == doc_child.ENCRYPTED:
            raise container.encrypted()
        if done.returncode == doc_child.TOO_OLD:
            raise not_readable(
                "kind-unsupported",
                "文件是 Word 97 以前的旧格式，暂不能读取；请用 Word 打开后另存为 .docx 再导入。",
            )
        if done.returncode:
            raise container.damaged()
        return docx.read(Path(folder, doc_child.RESULT).read_bytes())
