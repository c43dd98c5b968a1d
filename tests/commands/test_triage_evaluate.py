"""``bihuan triage evaluate``: figures from anybody's decided opinions, and what is wrong with a file."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bihuan.management.cli import only_reads

PLACES = ("云帆路", "槐安街", "望湖路", "青禾街", "听涛路", "长亭街")
KINDS = {
    "市政": "{place}{number}号门前的路灯坏了，夜里看不见路，请尽快维修。",
    "教育": "我家住在{place}{number}号，孩子今年上小学，请问划片入学需要哪些材料？",
    "环保": "{place}{number}号工地每天施工到深夜，噪声很大，老人无法休息。",
}


def table(path: Path, first: int, last: int, *, encoding: str = "utf-8-sig", split: str = "") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "subject", "body", "category", "split"])
        for number in range(first, last):
            for label, text in KINDS.items():
                part = split or ("dev" if number % 4 == 0 else "train")
                place = PLACES[number % len(PLACES)]
                writer.writerow([number, "", text.format(place=place, number=number), label, part])
    return path


def printed(*options: object) -> str:
    stream = StringIO()
    call_command("triage", "evaluate", *map(str, options), stdout=stream)
    return stream.getvalue()


def figures(*options: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed("--task", "category", *options, "--json"))
    return found


def refused(*options: object) -> str:
    with pytest.raises(CommandError) as refusal:
        printed("--task", "category", *options)
    assert refusal.value.returncode == 2
    return str(refusal.value)


def test_it_prints_every_figure_that_is_promised(tmp_path: Path) -> None:
    found = figures(
        "--train", table(tmp_path / "a.csv", 0, 30), "--test", table(tmp_path / "b.csv", 100, 110)
    )
    assert (found["task"], found["learned"], found["n"]) == ("category", 90, 30)
    assert found["accuracy"] == found["macro_f1"] == found["top3"] == 1.0
    assert set(found["per_class"]) == set(KINDS)
    assert found["per_class"]["教育"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 10}
    assert {
        "calibration_error",
        "bins",
        "coverage",
        "precision_spoken",
        "train_seconds",
        "predict_seconds",
    } <= set(found)


def test_several_files_are_learned_together_in_either_encoding(tmp_path: Path) -> None:
    one = table(tmp_path / "a.csv", 0, 10, encoding="gb18030")
    other = table(tmp_path / "b.csv", 10, 30, encoding="utf-8")
    found = figures("--train", one, "--train", other, "--test", table(tmp_path / "c.csv", 100, 105))
    assert (found["learned"], found["accuracy"]) == (90, 1.0)


def test_one_file_for_both_is_parted_by_its_column_split(tmp_path: Path) -> None:
    both = table(tmp_path / "a.csv", 0, 40)
    found = figures("--train", both, "--test", both)
    assert (found["learned"], found["n"]) == (90, 30)


def test_one_file_for_both_without_parts_is_refused_because_it_would_flatter(tmp_path: Path) -> None:
    both = table(tmp_path / "a.csv", 0, 10, split="all")
    assert "既用于学习又用于检验" in refused("--train", both, "--test", both)


def test_without_a_file_to_try_every_row_is_held_back_once(tmp_path: Path) -> None:
    found = figures("--train", table(tmp_path / "a.csv", 0, 20))
    assert (found["n"], found["folds"]) == (60, 5)


def test_texts_that_were_learned_are_left_out_of_the_second_figures(tmp_path: Path) -> None:
    learned = table(tmp_path / "a.csv", 0, 20)
    asked = tmp_path / "b.csv"
    asked.write_text(learned.read_text("utf-8-sig"), "utf-8")
    found = figures("--train", learned, "--test", asked)
    assert (found["n"], found["without_repeats"]["n"]) == (60, 0)


def test_for_a_person_it_is_a_table_in_chinese(tmp_path: Path) -> None:
    said = printed("--task", "category", "--train", table(tmp_path / "a.csv", 0, 20))
    assert "宏平均 F1" in said
    assert "把握程度误差" in said
    assert "教育" in said


def test_a_duty_list_counts_for_the_question_of_the_department(tmp_path: Path) -> None:
    decided = tmp_path / "a.csv"
    of = {"甲科": KINDS["市政"].replace("，", "。"), "乙科": KINDS["教育"].replace("，", "。")}
    rows = [
        f"{text.format(place='云帆路', number=at)},{unit}" for at in range(5) for unit, text in of.items()
    ]
    decided.write_text("\n".join(["body,department", *rows]), "utf-8")
    duties = tmp_path / "duties.csv"
    duties.write_text("unit,keywords,laws\n甲科,路灯、照明,\n乙科,入学、划片,《义务教育法》\n", "utf-8")
    found = json.loads(printed("--task", "department", "--train", decided, "--duties", duties, "--json"))
    assert found["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,body\n1,路灯坏了\n", "“bad.csv”第1行（表头）中没有需要的列"),
        ("category,id\n市政,1\n", "“text”"),
        ("body,category\n路灯坏了,市政\n学校,\n", "“bad.csv”第3行的“category”为空"),
        ("body,category\n,市政\n", "“bad.csv”第2行的“body”为空"),
        ("body,category\n", "只有表头，没有数据"),
        ("", "没有需要的列"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_column(tmp_path: Path, content: str, said: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(content, "utf-8")
    assert said in refused("--train", bad)


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_refused(tmp_path: Path) -> None:
    assert "不能打开" in refused("--train", tmp_path / "none.csv")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(bytes(range(128, 256)) * 20)
    assert "bad.csv" in refused("--train", bad)


def test_the_menu_and_the_command_do_not_load_the_numbers() -> None:
    code = (
        "import sys, bihuan.management.commands.triage, bihuan.management.cli; print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_it_only_reads() -> None:
    assert only_reads(["triage", "evaluate"])


def test_real_categories_are_sorted_as_well_as_a_plain_linear_baseline(data_dir: Path) -> None:
    messages = data_dir / "messages" / "category_train.csv"
    found = figures("--train", messages, "--test", messages)
    assert found["macro_f1"] >= 0.895
    assert found["calibration_error"] <= 0.05
