import pytest
from django.conf import LazySettings

from bihuan.people.sealed import seal, unseal

PHONE = "13800001234"


def test_what_is_sealed_is_read_again_and_cannot_be_seen() -> None:
    sealed = seal(PHONE)
    assert PHONE not in sealed
    assert unseal(sealed) == PHONE
    assert unseal(seal("陈先生")) == "陈先生"


def test_nothing_stays_nothing() -> None:
    assert seal("") == unseal("") == ""


def test_the_same_number_is_sealed_differently_each_time() -> None:
    assert seal(PHONE) != seal(PHONE)


def test_another_key_opens_nothing(settings: LazySettings) -> None:
    sealed = seal(PHONE)
    settings.CONTACT_KEY = bytes(32)
    with pytest.raises(ValueError, match="无法解密"):
        unseal(sealed)


@pytest.mark.parametrize("cut", [slice(0, -4), slice(0, 20), slice(0, 5)])
def test_what_was_cut_short_is_not_opened(cut: slice) -> None:
    sealed = seal(PHONE)[cut]
    with pytest.raises(ValueError):  # noqa: PT011 - whose words say it depends on where it was cut
        unseal(sealed)


def test_a_changed_byte_is_noticed() -> None:
    sealed = seal(PHONE)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(ValueError, match="无法解密"):
        unseal(changed)
