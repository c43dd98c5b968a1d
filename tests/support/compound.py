"""A writer of compound files (OLE), the shell of old Word and Excel documents: small, for tests alone."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_END, _FAT_SECTOR, _FREE, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF, 0xFFFFFFFF
# Streams from here on stand in sectors of their own; shorter ones are padded to it, so that there are no others.
_CUTOFF = 4096


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, every one at least 4,096 bytes long."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for number, (name, data) in enumerate(
        sorted(streams.items(), key=lambda item: (len(item[0]), item[0])), 1
    ):
        data = data.ljust(_CUTOFF, b"\x00")
        start = _append(sectors, fat, data)
        following = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, right=following, start=start, size=len(data)))
    while len(entries) % 4:
        entries.append(_entry("", 0))
    directory = _append(sectors, fat, b"".join(entries))
    fat_sectors = 1
    while fat_sectors * 128 < len(fat) + fat_sectors:
        fat_sectors += 1
    first = len(sectors)
    fat += [_FAT_SECTOR] * fat_sectors
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    difat = [*range(first, first + fat_sectors), *[_FREE] * (109 - fat_sectors)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory, 0, _CUTOFF, _END, 0, _END, 0, *difat,
    )  # fmt: skip
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _append(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    start = len(sectors)
    count = -(-len(data) // _SECTOR)
    sectors += [data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\x00") for n in range(count)]
    fat += [*range(start + 1, start + count), _END]
    return start


def _entry(
    name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0
) -> bytes:
    written = (name + "\x00").encode("utf-16-le") if name else b""
    return written.ljust(64, b"\x00") + struct.pack(
        "<HBBIII16xI8x8xIQ", len(written), kind, 1, _NONE, right, child, 0, start, size
    )
