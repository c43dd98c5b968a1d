"""@sigstore/verify, the verifier of npm's provenance, judges checkpoints and inclusion proofs of ours.

It reads three things of a log: the signed checkpoint, the inclusion proof, the entry's bytes. It accepts our entries as
bytes under a proof; what it understands of an entry is Rekor's ``hashedrekord`` alone, so that its whole way (signed
artifact → entry → log) is walked with an entry of that kind in a log of ours.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Sequence
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.interop.install import NODE_FOLDER, SIGSTORE
from tests.interop.office import PUBLIC_AT, SIZE
from tlog.checkpoint import parse_checkpoint
from tlog.entry import canonical
from tlog.note import PublicKey, new_key, print_note
from tlog.proof import Proof, parse_proof, prove
from tlog.store import Folder, append
from tlog.tests.logs import KEY, ORIGIN, sealed, sign

pytestmark = pytest.mark.skipif(
    not ((NODE_FOLDER / "node_modules").exists() and shutil.which("node")),
    reason=f"{SIGSTORE} is not there: python tests/interop/install.py",
)

SCRIPT = Path(__file__).with_name("sigstore_verify.cjs")
ARTIFACT = "销号单（测试用）".encode()
INCLUSION, BODY = "TLOG_INCLUSION_PROOF_ERROR", "TLOG_BODY_ERROR"


def text(value: bytes) -> str:
    return base64.b64encode(value).decode()


class Signer:
    """Somebody who signs a file, as sigstore's clients do."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.signature = self._key.sign(ARTIFACT, ec.ECDSA(SHA256()))
        self.public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def entry(self) -> bytes:
        """The signature as Rekor logs it."""
        spec = {
            "data": {"hash": {"algorithm": "sha256", "value": sha256(ARTIFACT).hexdigest()}},
            "signature": {"content": text(self.signature), "publicKey": {"content": text(self.public)}},
        }
        return canonical({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec})


def trusted_root(key: PublicKey) -> dict[str, Any]:
    """A root that trusts one log: ours."""
    spki = Ed25519PublicKey.from_public_bytes(key.key).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    log = {
        "baseUrl": f"https://{key.name}",
        "hashAlgorithm": "SHA2_256",
        "logId": {"keyId": text(key.key_hash)},
        "publicKey": {"keyDetails": "PKIX_ED25519", "rawBytes": text(spki)},
    }
    kind = "application/vnd.dev.sigstore.trustedroot+json;version=0.1"
    return {
        "mediaType": kind,
        "tlogs": [log],
        "certificateAuthorities": [],
        "ctlogs": [],
        "timestampAuthorities": [],
    }


def bundle_of(signer: Signer, entry: bytes, proof: Proof) -> dict[str, Any]:
    """A sigstore bundle around an entry and a proof file of ours."""
    checkpoint = parse_checkpoint(proof.note.text)
    logged = {
        "logIndex": str(proof.index),
        "logId": {"keyId": text(KEY.public().key_hash)},
        "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
        "inclusionProof": {
            "logIndex": str(proof.index),
            "treeSize": str(checkpoint.size),
            "rootHash": text(checkpoint.root),
            "hashes": [text(each) for each in proof.hashes],
            "checkpoint": {"envelope": print_note(proof.note)},
        },
        "canonicalizedBody": text(entry),
    }
    digest = {"algorithm": "SHA2_256", "digest": text(sha256(ARTIFACT).digest())}
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": "signer"}, "tlogEntries": [logged]},
        "messageSignature": {"messageDigest": digest, "signature": text(signer.signature)},
    }


def ask(
    how: str,
    bundle: dict[str, Any],
    signer: Signer,
    *,
    key: PublicKey | None = None,
    artifact: bytes = ARTIFACT,
) -> dict[str, Any]:
    """What it says."""
    given = {
        "how": how,
        "bundle": bundle,
        "artifact": text(artifact),
        "root": trusted_root(key or KEY.public()),
        "signer": text(signer.public),
    }
    done = subprocess.run(
        ["node", str(SCRIPT), str(NODE_FOLDER)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def changed(bundle: dict[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
    """The bundle with something else at ``path`` of its log entry."""
    other = deepcopy(bundle)
    place = other["verificationMaterial"]["tlogEntries"][0]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return other


@pytest.mark.long
def test_it_accepts_our_entry_our_proof_and_our_witnessed_checkpoint(logs: Path) -> None:
    signer = Signer()
    for index in (0, PUBLIC_AT, 511, SIZE - 1):
        proof = parse_proof(prove(logs / "log", index))
        bundle = bundle_of(signer, Folder(logs / "log").entry(index, SIZE), proof)
        assert ask("inclusion", bundle, signer) == {"accepted": True}
    # Its public interface comes as far, and stops where it does not know what our entry says.
    assert ask("bundle", bundle, signer)["code"] == BODY


@pytest.mark.long
def test_it_refuses_them_once_anything_is_changed(logs: Path) -> None:
    signer, proof = Signer(), parse_proof(prove(logs / "log", PUBLIC_AT))
    entry = Folder(logs / "log").entry(PUBLIC_AT, SIZE)
    bundle = bundle_of(signer, entry, proof)
    hashes = [text(each) for each in proof.hashes]
    envelope = print_note(proof.note)
    for path, value in (
        (["canonicalizedBody"], text(entry.replace("路面".encode(), "桥面".encode()))),
        (["inclusionProof", "hashes"], [text(bytes(32)), *hashes[1:]]),
        (["inclusionProof", "hashes"], hashes[:-1]),
        (["inclusionProof", "logIndex"], str(PUBLIC_AT + 1)),
        (["inclusionProof", "checkpoint", "envelope"], envelope.replace(f"\n{SIZE}\n", "\n601\n")),
    ):
        broken = changed(bundle, path, value)
        for how in ("inclusion", "bundle"):
            said = ask(how, broken, signer)
            assert (said["accepted"], said["code"]) == (False, INCLUSION), (path, said)
    assert ask("inclusion", bundle, signer, key=new_key(ORIGIN).public())["code"] == INCLUSION


@pytest.mark.long
def test_its_whole_way_leads_through_a_log_of_ours(tmp_path: Path) -> None:
    signer, log = Signer(), tmp_path / "log"
    entries = [sealed(index) for index in range(300)]
    entries[77] = signer.entry()
    append(log, ORIGIN, entries, sign)
    bundle = bundle_of(signer, entries[77], parse_proof(prove(log, 77)))
    assert ask("bundle", bundle, signer) == {"accepted": True}
    assert ask("bundle", bundle, signer, artifact=b"another file")["code"] == "SIGNATURE_ERROR"
    other = bundle_of(Signer(), entries[77], parse_proof(prove(log, 77)))
    assert ask("bundle", other, signer)["code"] == BODY
    assert ask("bundle", bundle, signer, key=new_key(ORIGIN).public())["code"] == INCLUSION
