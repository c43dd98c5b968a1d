"""Which addresses may be spoken to: never this machine itself nor its neighbourhood, whoever entered them."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from bihuan.messages.adapters.parcel import Undelivered

REFUSED_PLACE = "通道地址指向本机或者链路本地地址，不予发送。请核对通道地址。"


def parse_address(address: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of ``address``. Raises ValueError with a sentence when it is none of ``schemes`` or names no host."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise ValueError("通道地址无法识别，请核对。") from error
    if parts.scheme not in schemes:
        raise ValueError(f"通道地址应当以{'或者'.join(f'{scheme}://' for scheme in schemes)}开头。")
    if not parts.hostname or port == 0:
        raise ValueError("通道地址中没有主机名，请核对。")
    if any(ord(character) < 33 or ord(character) == 127 for character in address.strip()):
        raise ValueError("通道地址中有空格或者控制字符，请核对。")
    return parts


def is_own(host: str) -> bool:
    """Whether ``host`` is, as it is written, this machine or its link. A name is looked at when it is connected to."""
    if host.rstrip(".").lower() == "localhost" or host.lower().rstrip(".").endswith(".localhost"):
        return True
    try:
        return is_own_place(host)
    except ValueError:
        return False


def is_own_place(numeric: str) -> bool:
    """The same of a numeric address."""
    place = ip_address(numeric.partition("%")[0])
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    return (
        place.is_loopback
        or place.is_link_local
        or place.is_unspecified
        or place.is_multicast
        or place.is_reserved
    )


def check_peer(peer: str, mine: str, *, local: bool) -> None:
    """Raise Undelivered when the machine at the other end of a connection is one that must not be spoken to. Where both
    ends have one address, this machine was reached by the address it has in the office's network."""
    if not local and (peer == mine or is_own_place(peer)):
        raise Undelivered(REFUSED_PLACE)
