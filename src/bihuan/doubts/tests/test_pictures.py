"""Photos used twice, and photos whose time or place cannot be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bihuan.doubts.doubt import Weight
from bihuan.doubts.pictures import Match, Photo, PhotoKind, far_apart, odd_times, reused

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEFORE = Photo(1, "a" * 64, "一.jpg", "清运垃圾", "甲街道", "第一批", PhotoKind.BEFORE)
AFTER = replace(BEFORE, sha256="b" * 64, name="二.jpg", kind=PhotoKind.AFTER, pair_sha256="a" * 64)


def test_the_same_file_in_another_item_is_a_severe_doubt_with_both_sides() -> None:
    other = replace(AFTER, case_id=2, item="修补路面", unit="乙街道")
    (doubt,) = reused(AFTER, [Match(other)])
    assert (doubt.code, doubt.weight) == ("photo-reused-exactly", Weight.SEVERE)
    assert [side.case_id for side in doubt.seen] == [1, 2]
    assert "修补路面/乙街道" in doubt.seen[1].label


def test_a_doctored_photo_of_another_item_says_how_it_was_changed() -> None:
    (doubt,) = reused(AFTER, [Match(replace(AFTER, case_id=2, sha256="c" * 64), "镜像、裁剪（约20%）")])
    assert doubt.code == "photo-reused"
    assert "镜像、裁剪（约20%）" in doubt.message


def test_an_after_photo_made_from_the_before_photo_is_told() -> None:
    (doubt,) = reused(AFTER, [Match(BEFORE, "调色")])
    assert doubt.code == "after-is-before"


def test_the_before_photo_may_come_again_in_a_later_round() -> None:
    assert not list(reused(replace(BEFORE, round=2), [Match(BEFORE)]))
    assert not list(reused(replace(BEFORE, round=2, sha256="b" * 64), [Match(AFTER)]))


def test_one_photo_for_two_measures_of_an_item_is_told() -> None:
    one, other = replace(BEFORE, measure=1), replace(BEFORE, measure=2)
    (doubt,) = reused(one, [Match(other)])
    assert doubt.code == "photo-reused-exactly"
    assert not list(reused(one, [Match(one)]))


def test_one_after_photo_for_two_spots_is_told() -> None:
    (doubt,) = reused(AFTER, [Match(replace(AFTER, sha256="c" * 64, pair_sha256="d" * 64), "缩放")])
    assert doubt.code == "photo-reused"


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (-30, "photo-taken-before-work"),
        (0, None),
        (30, "photo-taken-after-claim"),
        (60, "photo-device-clock"),
    ],
)
def test_times_that_cannot_be_are_told(hours: int, code: str | None) -> None:
    photo = replace(AFTER, taken_at=NOON + timedelta(hours=hours), added_at=NOON + timedelta(hours=48))
    found = odd_times(photo, began_at=NOON - timedelta(hours=24), claimed_at=NOON + timedelta(hours=24))
    assert [doubt.code for doubt in found] == ([code] if code else [])


def test_a_photo_without_a_time_or_of_the_state_before_is_not_doubted() -> None:
    assert not list(odd_times(AFTER, began_at=NOON, claimed_at=NOON))
    early = replace(BEFORE, taken_at=NOON - timedelta(days=9), added_at=NOON)
    assert not list(odd_times(early, began_at=NOON, claimed_at=NOON))


def test_a_pair_taken_far_apart_is_told_with_the_distance() -> None:
    here = replace(BEFORE, latitude=31.0, longitude=117.0)
    (doubt,) = far_apart([here, replace(AFTER, latitude=31.01, longitude=117.0)])
    assert doubt.code == "photo-far-from-place"
    assert "1.1公里" in doubt.message
    assert not list(far_apart([here, replace(AFTER, latitude=31.001, longitude=117.0)]))


def test_a_photo_far_from_all_others_is_told_and_no_other() -> None:
    one = Photo(1, "1", "甲.jpg", "清运垃圾", latitude=31.0, longitude=117.0)
    others = [replace(one, sha256="2", name="乙.jpg"), replace(one, sha256="3", name="丙.jpg", latitude=31.1)]
    (doubt,) = far_apart([one, *others])
    assert doubt.message.startswith("“丙.jpg”")
