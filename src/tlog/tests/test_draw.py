"""The draw: fixed by a checkpoint, recomputed by anybody, weighted as tickets are."""

import base64
from collections import Counter
from hashlib import sha256
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlog.checkpoint import Checkpoint, print_checkpoint
from tlog.draw import DrawError, draw, main, print_list, read_list
from tlog.note import new_key
from tlog.tests.logs import KEY, ORIGIN, sign

CODES = some.from_regex("[A-Z]{1,2}[0-9]{1,3}", fullmatch=True)
WEIGHTS = some.dictionaries(CODES, some.integers(1, 9), min_size=1, max_size=12)
ROUNDS = 3_000


def checkpoint(seed: int = 0) -> Checkpoint:
    return Checkpoint(ORIGIN, 700 + seed, sha256(str(seed).encode()).digest())


def test_the_numbers_are_those_of_sha256sum() -> None:
    root = base64.b64encode(checkpoint().root).decode()

    def number(code: str, ticket: int) -> int:
        return int(sha256(f"bihuan draw v1\n{root}\n700\n{code}\n{ticket}".encode()).hexdigest(), 16)

    weights = {"甲-1": 2, "甲-2": 1, "甲-3": 3}
    by_hand = {
        code: min(number(code, each + 1) for each in range(weight)) for code, weight in weights.items()
    }
    assert draw(checkpoint(), weights, 3) == sorted(by_hand, key=lambda code: by_hand[code])


@given(WEIGHTS, some.data())
def test_a_draw_does_not_depend_on_order_nor_on_who_else_is_listed(
    weights: dict[str, int], data: some.DataObject
) -> None:
    drawn = draw(checkpoint(), weights, len(weights))
    assert sorted(drawn) == sorted(weights)
    assert draw(checkpoint(), dict(reversed(weights.items())), len(weights)) == drawn
    gone = data.draw(some.sampled_from(sorted(weights)))
    rest = {code: weight for code, weight in weights.items() if code != gone}
    assert draw(checkpoint(), rest, len(rest)) == [code for code in drawn if code != gone]


@given(WEIGHTS)
def test_more_weight_never_draws_later(weights: dict[str, int]) -> None:
    code = min(weights)
    before = draw(checkpoint(), weights, len(weights)).index(code)
    assert draw(checkpoint(), weights | {code: weights[code] + 5}, len(weights)).index(code) <= before


def test_each_is_drawn_as_often_as_its_tickets_promise() -> None:
    """First place: weight by weight. First two places: as passing over whoever is out already gives."""
    weights = {"A": 1, "B": 2, "C": 3, "D": 10}
    whole = sum(weights.values())
    first: Counter[str] = Counter()
    among: Counter[str] = Counter()
    for seed in range(ROUNDS):
        drawn = draw(checkpoint(seed), weights, 2)
        first[drawn[0]] += 1
        among.update(drawn)
    for code, weight in weights.items():
        chance = weight / whole
        second = sum(
            other / whole * weight / (whole - other) for name, other in weights.items() if name != code
        )
        for found, expected in ((first[code], chance), (among[code], chance + second)):
            # The seeds are fixed: this holds or does not, it never wavers.
            assert abs(found / ROUNDS - expected) < 4 * sqrt(expected * (1 - expected) / ROUNDS)


def test_another_checkpoint_draws_otherwise() -> None:
    weights = {f"甲-{each}": 1 for each in range(50)}
    assert draw(checkpoint(1), weights, 10) != draw(checkpoint(2), weights, 10)
    grown = Checkpoint(ORIGIN, 701, checkpoint().root)
    assert draw(checkpoint(), weights, 10) != draw(grown, weights, 10)


def test_a_beacon_is_one_more_line() -> None:
    """Whoever chose the checkpoint did not choose this."""
    weights = {f"甲-{each}": 1 for each in range(50)}
    root = base64.b64encode(checkpoint().root).decode()
    by_hand = {
        code: sha256(f"bihuan draw v1\n{root}\n700\n{code}\n1\n03 07 11".encode()).digest()
        for code in weights
    }
    assert (
        draw(checkpoint(), weights, 9, beacon="03 07 11")
        == sorted(by_hand, key=lambda code: by_hand[code])[:9]
    )
    assert draw(checkpoint(), weights, 9, beacon="03 07 12") != draw(
        checkpoint(), weights, 9, beacon="03 07 11"
    )
    with pytest.raises(DrawError, match="信标"):
        draw(checkpoint(), weights, 9, beacon="03\n07")


def test_a_list_reads_back() -> None:
    weights = {"甲字〔2022〕7号/4": 1, "甲字〔2022〕7号/5": 100}
    assert read_list(print_list(weights)) == weights


@pytest.mark.parametrize(
    "text",
    ["", "A", "A\t0", "A\t101", "A\t01", "A\t1\nA\t2", "A\t1\n\nB\t1", "A 1", "\t1", " A\t1", "A\t1\t1"],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(DrawError):
        draw(checkpoint(), read_list(text), 1)


def test_what_cannot_be_drawn_is_refused() -> None:
    for weights, count in (({"A": 1}, 2), ({"A": 1}, -1), ({"A\nB": 1}, 1), ({"A": 0}, 1)):
        with pytest.raises(DrawError):
            draw(checkpoint(), weights, count)


def test_the_command_draws_as_the_function_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = {f"甲-{each}": each for each in range(1, 30)}
    place, listed = tmp_path / "checkpoint", tmp_path / "list"
    place.write_text(sign(print_checkpoint(checkpoint())), "utf-8")
    listed.write_text(print_list(weights), "utf-8")
    command = ["--checkpoint", str(place), "--list", str(listed), "--count", "5"]
    assert main([*command, "--key", str(KEY.public())]) == 0
    assert capsys.readouterr().out.splitlines() == draw(checkpoint(), weights, 5)
    assert main([*command, "--key", str(new_key(ORIGIN).public())]) == 1
    assert "不能作为抽查依据" in capsys.readouterr().out
    assert main([*command, "--beacon", "03 07 11"]) == 0
    assert capsys.readouterr().out.splitlines() == draw(checkpoint(), weights, 5, beacon="03 07 11")
    assert main([*command[:-1], "30"]) == 2
    assert "名单共29件，抽不出30件" in capsys.readouterr().err
    place.write_text(place.read_text("utf-8").replace("\n700\n", "\n701\n"), "utf-8")
    assert main([*command, "--key", str(KEY.public())]) == 1
    with pytest.raises(SystemExit):
        main([*command[:-1], "some"])
    assert "参数 --count 的内容不对" in capsys.readouterr().err
