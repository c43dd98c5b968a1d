"""The process that opens a HEIC, see ``heic``. Stands alone: it is run by its path and knows nothing of Bihuan.

In: the file, and as argument the most pixels that are decoded. Out: width, height, length of the EXIF (four bytes
each, and four unused), the EXIF, the pixels as JPEG.
"""

import io
import resource
import sys

import pi_heif  # type: ignore[import-untyped]

_MEMORY = 2 * 1024**3
_SECONDS = 25
# High enough that fingerprints and eyes see no difference.
_QUALITY = 95


def main() -> None:
    """Open what stands on the input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    photo = pi_heif.open_heif(io.BytesIO(sys.stdin.buffer.read()), convert_hdr_to_8bit=True)
    width, height = photo.size
    exif = photo.info.get("exif") or b""
    answer = b"".join(number.to_bytes(4, "big") for number in (width, height, len(exif), 0)) + exif
    if width * height <= int(sys.argv[1]):
        stream = io.BytesIO()
        picture = photo.to_pillow()
        profile = picture.info.get("icc_profile")
        picture.convert("RGB").save(stream, "JPEG", quality=_QUALITY, icc_profile=profile)
        answer += stream.getvalue()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
