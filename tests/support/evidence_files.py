"""Files of every kind that is taken as evidence, small and whole, drawn here. ``seed`` makes two of a kind differ."""

import base64
import io
import zlib
from typing import Any

from PIL import Image, ImageDraw

# 64 by 48 pixels of our own drawing, as a telephone saves it: nothing that is installed writes HEIC.
_HEIC = (
    b"c-muNV30{GsVvAy%}izhg51nBLl8SRGck>Ufw49>wIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfN>#&2I&A|<;={yG%y"
    b"b&DhlMJGC_G6WyyvhCSO5jNiJN;-^_v{kjA^21<Cn9x(ukynUNVJGy$wg?gPW0zdwF3Fz_=c0Ch+>F!C_|{|{2Y3{t@iLUOy99"
    b"1?+&T273NXfg{F8d;~kda`Wi4vq{11)vZ!h+t4m0xD;7VLVuTpc80`aB_Z5QC@OR1yGcifvo{3B$8QNkP7vg0~Bi{=Oh+D*&xR"
    b"oKxq(Q`v3p`2M`U!0tJ~BnIJ)C4h{|=C6QT>3kzgmxUn`eF|)P+*%i4diJ(Bv(O_IJ*^pGBm)d2-rax;=@tg}s-+#Zzt2=Q?eU"
    b"@IDt(A&t$FKTQCoeYU#a|Y&&$r;6*D&31$Cn4!qJzGi($9T&V5>{z@j2ofT0<==zjv>$K9$!hyD7w=?`hyRi*NVZ@)RY`-v0Yq"
    b"D(L#x1qT4tYJb5"
)
# The same, by a HUAWEI P40 at 22.51, 113.5 on 2021-12-05 at 16:20:00 +08:00.
_HEIC_WITH_EXIF = (
    b"c-muNV30{GsVvAy%}izhg51nBLl8SRGck>UfpK4MYDppk1Sn>t<P<^K3<a6VB@Af5Br_);Y>0~k0}}%yh{gB_LW6Vw#eje*2rl"
    b"vgh%GWR^U}aPkgO<>lL}S_RFhGbY{-Bl$Ouy6T9FA>&R39GlFI;9$?!L`pr`;y-_0yY&Ii(EK)ue4%pjo&U`28t82<eI@q>YZp"
    b"E&`jL&AZPhw=Y^kOF3q3T6<J+r{LN2$a-vVq`><S)kC!I_=eyWjl9pWEdy_g_uDEgJKd;IhzaP!Qum*Kud&^^K**wl5;A6qPz@"
    b"j4L~80%;JJnsCONpSR*+nu>i^jIo<$Dg9G9J|NkGLfgw<kS&<16Wai-D08$c}1-Y=eU}RuqZDe9*Z2_{SGK*5vpyGVVDaFa)zz"
    b"3Shn30>32#Tc~4aW774M`Pxsa-~F`m^Q~&$)2){r8K!x)YbwXX&NcTB(?J{HiZ?@?v9N{ACgQd<))r4bu&Ge0gv!I_S$O{oHp4"
    b"wz^avpCi7ZHPoW=d-v+<Q+chjn?elwo(68S_;#-?Pf_CR?Z2<3g06pEZ~$l@8zh!|eHpZXJPrmHMt-o5*n!xNQ2@+l2{18WXwP"
    b"I|f%@L9Llw>jg&c!NsAIURCnzi?FoSi70CCC$LAXg3AXP>NMut{~Mpg!<3WjD@Mg~>}1`OH;79a{}2PDlfF!@0e7%KxfLK(I(K"
    b"ulzEWdN&!iJyapq8QX2a!^_YN*AJugJS{!4hfo7"
)


def picture(seed: int = 0, *, size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A drawing that is no single colour: a box on a ground."""
    drawn = Image.new("RGB", size, ((seed * 53) % 256, (seed * 97) % 256, 120))
    ImageDraw.Draw(drawn).rectangle((8 + seed % 8, 8, 40, 30), fill=(200, 60, (seed * 31) % 256))
    return drawn


def saved(drawn: Image.Image, kind: str, **options: Any) -> bytes:
    """The drawing as a file of this kind."""
    stream = io.BytesIO()
    drawn.save(stream, kind, **options)
    return stream.getvalue()


def jpeg(seed: int = 0, **options: Any) -> bytes:
    """A small JPEG."""
    return saved(picture(seed), "JPEG", **options)


def webp(seed: int = 0, **options: Any) -> bytes:
    """A small WebP."""
    return saved(picture(seed), "WEBP", **options)


def heic(*, exif: bool = False) -> bytes:
    """A small HEIC."""
    return zlib.decompress(base64.b85decode(_HEIC_WITH_EXIF if exif else _HEIC))


def ole(*streams: str, body: bytes = b"") -> bytes:
    """The least that is a compound file: a head, one table, and a directory with these names."""
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\x00") + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    )
    head = head.ljust(44, b"\x00") + (1).to_bytes(4, "little") + (1).to_bytes(4, "little")
    head = head.ljust(76, b"\x00") + (0).to_bytes(4, "little") + b"\xff\xff\xff\xff" * 108
    table = (b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff").ljust(512, b"\xff")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", *streams))
    return head + table + entries.ljust(512, b"\x00") + body.ljust(512, b"\x00")


def box(kind: bytes, content: bytes = b"") -> bytes:
    """One box of an MP4."""
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(seed: int = 0, brand: bytes = b"isom") -> bytes:
    """A film that is whole as far as its container goes."""
    film = bytes([seed % 256]) * 64
    return box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand) + box(b"moov", bytes(16)) + box(b"mdat", film)


def webm() -> bytes:
    """The same, of the other family."""
    head = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
    return head + b"\x18\x53\x80\x67\x90" + bytes(16)


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is the catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, words in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj" % number + words + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(content))
    return content + head + table + tail
