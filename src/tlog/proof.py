"""Proof files (C2SP tlog-proof): one entry's place under one checkpoint, to be checked without the log.

c2sp.org/tlog-proof@v1
extra …base64…                  may be there; nobody vouches for it
index 73894
…base64 of 32 bytes…            the inclusion proof, the leaf's neighbour first
                                a blank line, and the checkpoint as it was published

python -m tlog.proof make FOLDER NUMBER > file.tlog-proof
python -m tlog.proof check ENTRY file.tlog-proof --key KEY
"""

import argparse
import base64
import binascii
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tlog.checkpoint import CheckpointError, parse_checkpoint
from tlog.command import (
    SOUND,
    Parser,
    Unusable,
    add_keys,
    log_keys,
    read_text,
    report,
    run,
    witness_keys,
)
from tlog.fsck import Problem
from tlog.note import Note, NoteError, PublicKey, parse_note, print_note
from tlog.signers import absent_witnesses, log_signers
from tlog.store import CHECKPOINT, Folder
from tlog.tree import HASH_SIZE, ProofError, check_inclusion, inclusion_proof, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile("index (0|[1-9][0-9]{0,17})")
MOST_HASHES = 64


class ProofFileError(ValueError):
    """A text that is no proof file."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's ``index``, the ``hashes`` from its neighbour up, the signed checkpoint they lead to."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""


def print_proof(proof: Proof) -> str:
    """The proof as a file (``.tlog-proof``)."""
    lines = [HEADER]
    if proof.extra:
        lines.append(f"extra {base64.b64encode(proof.extra).decode()}")
    lines.append(f"index {proof.index}")
    lines += [base64.b64encode(each).decode() for each in proof.hashes]
    return "\n".join(lines) + "\n\n" + print_note(proof.note)


def parse_proof(text: str) -> Proof:
    """The proof that ``print_proof`` printed. Raises ProofFileError for everything else."""
    head, blank, rest = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank or not lines:
        raise ProofFileError(f"证明文件应当以“{HEADER}”一行开头，之后是序号、哈希、空行和检查点")
    extra = _bytes(lines.pop(0)[6:]) if lines[0].startswith("extra ") else b""
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise ProofFileError("证明文件没有写明序号（index）")
    hashes = tuple(_bytes(line) for line in lines)
    if len(hashes) > MOST_HASHES or any(len(each) != HASH_SIZE for each in hashes):
        raise ProofFileError("证明文件中的哈希应当每行一个，每个32字节")
    try:
        note = parse_note(rest)
        parse_checkpoint(note.text)
    except (NoteError, CheckpointError) as problem:
        raise ProofFileError(f"证明文件中的检查点不合规范（{problem}）") from None
    proof = Proof(int(index[1]), hashes, note, extra)
    if print_proof(proof) != text:
        raise ProofFileError("证明文件不是规范的写法")
    return proof


def prove(folder: Path, index: int) -> str:
    """The proof file for the entry at ``index`` of the log in ``folder``, under its present checkpoint.

    Raises ValueError when there is no such entry, or the folder is no sound log.
    """
    log = Folder(folder)
    note = log.note()
    if note is None:
        raise ValueError("没有检查点文件")
    checkpoint = parse_checkpoint(note.text)
    if not 0 <= index < checkpoint.size:
        raise ValueError(f"日志共{checkpoint.size}条记录，没有第{index + 1}条")
    hashes = inclusion_proof(index, checkpoint.size, log.hash_at(checkpoint.size))
    leaf = leaf_hash(log.entry(index, checkpoint.size))
    check_inclusion(leaf, index, checkpoint.size, hashes, checkpoint.root)
    return print_proof(Proof(index, tuple(hashes), note))


def check_proof(
    entry: bytes, proof: Proof, keys: Sequence[PublicKey], witnesses: Sequence[PublicKey] = ()
) -> Problem | None:
    """What is wrong with the claim that ``entry`` is in a log of one of ``keys``, seen by each of ``witnesses``."""
    checkpoint = parse_checkpoint(proof.note.text)
    try:
        if not log_signers(proof.note, keys):
            return Problem("signature-missing", CHECKPOINT, "证明所附的检查点没有所给日志公钥的签名。")
        for witness in absent_witnesses(proof.note, witnesses):
            return Problem("witness-missing", CHECKPOINT, f"检查点上没有见证方“{witness.name}”的签名。")
        check_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    except NoteError as problem:
        return Problem("signature-wrong", CHECKPOINT, f"签名核对不通过：{problem}。")
    except ProofError as problem:
        return Problem(
            "entry-not-proven", f"第{proof.index + 1}条", f"这条记录不在日志中，或者内容被改动（{problem}）。"
        )
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when made, or proven; 1 when not proven; 2 when it could not be made or checked."""
    given = parser().parse_args(arguments)
    return run(_make if given.what == "make" else _check, given)


def _make(given: argparse.Namespace) -> int:
    try:
        text = prove(Path(given.folder), given.number - 1)
    except ValueError as problem:
        raise Unusable(f"做不出证明：{problem}。请先用 python -m tlog.verify 核对日志副本。") from None
    sys.stdout.write(text)
    return SOUND


def _check(given: argparse.Namespace) -> int:
    entry = Path(given.entry).read_bytes()
    try:
        proof = parse_proof(read_text(given.proof))
    except ProofFileError as problem:
        raise Unusable(f"文件“{given.proof}”：{problem}。") from None
    if problem_found := check_proof(entry, proof, log_keys(given), witness_keys(given)):
        return report([problem_found])
    checkpoint = parse_checkpoint(proof.note.text)
    print(f"相符：这条记录是日志“{checkpoint.origin}”的第{proof.index + 1}条（共{checkpoint.size}条）。")
    return SOUND


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    top = Parser(prog="python -m tlog.proof", description="制作、核对一条记录的证明文件。")
    kinds = top.add_subparsers(dest="what", required=True)
    make = kinds.add_parser("make", help="由日志副本制作证明文件，写到标准输出")
    make.add_argument("folder", help="日志副本所在的文件夹")
    make.add_argument("number", type=int, help="第几条记录，从1数起")
    check = kinds.add_parser("check", help="核对一条记录和它的证明文件，不需要日志副本")
    check.add_argument("entry", help="一条记录的文件")
    check.add_argument("proof", help="证明文件（.tlog-proof）")
    add_keys(check)
    return top


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofFileError("证明文件中有不是 base64 的文字") from None


if __name__ == "__main__":
    sys.exit(main())
