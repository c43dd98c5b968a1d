import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.canonical import canonical_json, sha256_hex
from bihuan.kernel.clock import OFFICE_ZONE


def test_the_order_in_which_data_was_put_together_leaves_no_trace() -> None:
    assert canonical_json({"b": 1, "a": {"d": 2, "c": 3}}) == canonical_json({"a": {"c": 3, "d": 2}, "b": 1})


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "{}"),
        ({"事": "路灯"}, '{"事":"路灯"}'),
        ({"b": [1, True, None], "a": ("x",)}, '{"a":["x"],"b":[1,true,null]}'),
        ({"on": date(2022, 5, 20)}, '{"on":"2022-05-20"}'),
        ({"at": datetime(2022, 5, 20, 9, tzinfo=OFFICE_ZONE)}, '{"at":"2022-05-20T09:00:00+08:00"}'),
    ],
)
def test_canonical_json_has_one_spelling(data: dict[str, Any], text: str) -> None:
    assert canonical_json(data) == text


@pytest.mark.parametrize("value", [Decimal("1.0"), {1, 2}, b"x", object()])
def test_a_value_without_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_json({"value": value})


def test_a_hash_is_sha256_in_small_hexadecimal() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex("路灯".encode()) == hashlib.sha256("路灯".encode()).hexdigest()
