"""What is kept of a paper made final: its description, and everything it was composed of, as one canonical JSON.

Every form of the paper is set from here for ever; composing it again from the data of today tells whether it still
says what is so. Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.codes import print_code
from bihuan.typesetting.paper import Imprint, Paper, QrCode, as_json, from_json

MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Content:
    """A paper and its origin.

    ``paper`` is what was fingerprinted. ``foot`` and ``address`` (of the QR code, empty for none) are printed with
    it: both carry the code that is made of the fingerprint. ``issuer`` is the unit that issued it.
    """

    paper: Paper
    code: str
    foot: str
    issuer: str
    address: str = ""
    wording: str = ""
    version: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)

    def printed(self) -> Paper:
        """The paper as it is printed: with its foot and its QR code."""
        paper = replace(self.paper, foot=self.foot)
        return _with_qr(paper, self.address, self.code) if self.address else paper

    def as_bytes(self) -> bytes:
        """The content as it is kept: the printed paper in its one JSON form, and beside it where it is from."""
        origin = {
            "code": self.code,
            "issuer": self.issuer,
            "address": self.address,
            "wording": self.wording,
            "version": self.version,
            "typed": dict(self.typed),
        }
        return canonical_json({**as_json(self.printed()), "origin": origin}).encode()


def read_content(kept: bytes) -> Content:
    """What ``as_bytes`` wrote."""
    data = json.loads(kept)
    printed, origin = from_json(data), data["origin"]
    return Content(_without_qr(replace(printed, foot=""), origin["address"]), foot=printed.foot, **origin)


def foot_of(number: str, code: str, version: int) -> str:
    """What stands at the foot of every page: number, code and version of the wording tie a sheet to its paper."""
    wording = f"范本第{version}版" if version else "通用范本"
    return " · ".join(part for part in (number, f"校验码 {print_code(code)}", wording) if part)


def _with_qr(paper: Paper, address: str, code: str) -> Paper:
    """``paper`` with the QR code below its last block; a 版记 stays at the foot."""
    last = paper.sections[-1]
    at = len(last.blocks) - (1 if last.blocks and isinstance(last.blocks[-1], Imprint) else 0)
    qr = QrCode(address, f"扫码核验本件\n校验码 {print_code(code)}")
    ended = replace(last, blocks=(*last.blocks[:at], qr, *last.blocks[at:]))
    return replace(paper, sections=(*paper.sections[:-1], ended))


def _without_qr(paper: Paper, address: str) -> Paper:
    last = paper.sections[-1]
    blocks = tuple(
        block
        for block in last.blocks
        if not (address and isinstance(block, QrCode) and block.address == address)
    )
    return replace(paper, sections=(*paper.sections[:-1], replace(last, blocks=blocks)))
