from bihuan.doubts.hands import Part
from bihuan.doubts.spoken_hands import own_verification, spoken_hands
from bihuan.doubts.timeline import PaperKind


def named(text: str, kind: PaperKind = PaperKind.REPORT) -> list[tuple[Part, str]]:
    return [(hand.part, hand.name) for hand in spoken_hands(text, kind)]


def test_people_stand_behind_their_titles() -> None:
    sheet = "核查人员：王宁、沈 知行（办公室）\n承办人：白　舟　联系电话：无\n回访人\t吴克"
    assert named(sheet) == [
        (Part.VERIFIER, "王宁"),
        (Part.VERIFIER, "沈知行"),
        (Part.CALLER, "吴克"),
        (Part.HANDLER, "白舟"),
    ]


def test_the_head_named_on_the_verifiers_paper_is_the_verifiers() -> None:
    assert named("负责人：李平安") == [(Part.LEADER, "李平安")]
    assert named("负责人：李平安", PaperKind.VERIFICATION) == []


def test_running_text_names_nobody() -> None:
    assert named("核查人员认为，该项整改到位；承办人员共5人。") == []


def test_a_unit_that_verifies_itself_is_seen_in_its_papers() -> None:
    (doubt,) = own_verification(1, {"甲": "责任单位：望海城建局", "乙": "核查单位：望海 城建局"})
    assert (doubt.code, doubt.weight.value) == ("verifier-is-responsible", "severe")
    assert [side.label for side in doubt.seen] == ["甲", "乙"]
    assert own_verification(1, {"甲": "责任单位：望海城建局", "乙": "核查单位：管委会办公室"}) == []
