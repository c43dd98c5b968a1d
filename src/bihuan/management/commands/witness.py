"""``bihuan witness``: take in the signature that another party gave one of our checkpoints."""

from base64 import b64encode
from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.journal.models import Checkpoint
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from tlog.checkpoint import CheckpointError, parse_checkpoint
from tlog.note import NoteError, parse_note, parse_public_key
from tlog.signers import merge_cosignature
from tlog.store import write_file

WITNESSED = "checkpoint.witnessed"


class Command(ConsoleCommand):
    """Published beside the newest checkpoint, which goes on changing; the witness speaks of the one it saw."""

    help = (
        "收下见证方对检查点的签名（见证方用 python -m tlog.witness 签署），公布为日志文件夹中的 "
        f"{WITNESSED}。签的不是本日志的检查点、签名不对的不予收下。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The witness's file, and whose signature it should bear."""
        parser.add_argument("file", help="见证方交回的检查点文件")
        parser.add_argument("--key", required=True, metavar="公钥", help="见证方的公钥")

    def run(self, *, file: str, key: str, **_: Any) -> None:
        """Check and publish."""
        ensure_database()
        try:
            witness = parse_public_key(key)
            text = Path(file).read_text("utf-8")
            head = parse_checkpoint(parse_note(text).text)
            ours = Checkpoint.objects.filter(size=head.size, root=b64encode(head.root).decode()).first()
            if ours is None:
                message = f"本日志没有这个检查点（{head.size}条）：见证方核对的可能不是本日志，请查明。"
                raise CommandError(message, returncode=REFUSED)
            merged = merge_cosignature(ours.note, text, [witness])
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"文件“{file}”打不开，请核对文件名。", returncode=REFUSED) from None
        except (NoteError, CheckpointError) as problem:
            raise CommandError(f"没有收下：{problem}。", returncode=REFUSED) from problem
        write_file(Path(settings.LOG_DIR) / WITNESSED, merged.encode())
        self.stdout.write(f"已公布{witness.name}见证的检查点（{head.size}条）。")
