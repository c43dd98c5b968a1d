"""``bihuan import``: a batch from a file, all or nothing, and the same file recognised."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bihuan.cases.models import Case
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.rulebook import RuleBook
from bihuan.journal.models import Entry
from bihuan.kernel import clock
from bihuan.people.models import Unit

ROOT = Path(__file__).resolve().parents[2]
NOTICE, OPINIONS = ROOT / "samples" / "notice.docx", ROOT / "samples" / "opinions.xlsx"
NUMBER = "望潮管办发〔2026〕12号"


def imported(*arguments: str | Path) -> dict[str, Any]:
    stream = StringIO()
    call_command("import", *map(str, arguments), "--json", stdout=stream)
    result: dict[str, Any] = json.loads(stream.getvalue())
    return result


@pytest.mark.django_db
def test_a_notice_becomes_a_batch_with_its_opinions_and_draft_cases() -> None:
    result = imported(NOTICE)
    assert (result["batch"], result["new_batch"]) == (NUMBER, True)
    assert (result["new_opinions"], result["new_cases"], result["already_imported"]) == (12, 12, False)
    batch = Batch.objects.get()
    assert Case.objects.get(position=6).indicators.get().comparator == "<="  # 发车间隔不超过15分钟
    assert batch.coordinator.name == "督查考评局"
    assert batch.coordinator.parent == Unit.objects.get(name="沧屿市望潮港片区管理委员会")
    assert Entry.objects.order_by("pk").last().by_name == "命令行"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_list_joins_the_batch_it_is_told() -> None:
    imported(NOTICE)
    result = imported(OPINIONS, "--batch", NUMBER)
    assert (result["new_batch"], result["new_opinions"], result["unchanged"]) == (False, 4, 12)
    assert Opinion.objects.count() == 16
    of_the_table = Opinion.objects.get(number="120250990300007")
    assert (str(of_the_table.received_on), of_the_table.source) == ("2025-11-06", "电话访问")
    assert of_the_table.contactable


@pytest.mark.django_db
def test_a_second_import_of_the_same_file_changes_nothing() -> None:
    imported(NOTICE)
    before = (Opinion.objects.count(), Case.objects.count(), Unit.objects.count(), Entry.objects.count())
    assert imported(NOTICE)["already_imported"] is True
    assert (
        Opinion.objects.count(),
        Case.objects.count(),
        Unit.objects.count(),
        Entry.objects.count(),
    ) == before


@pytest.mark.django_db
def test_a_list_without_a_batch_is_refused_and_leaves_nothing_behind() -> None:
    with pytest.raises(CommandError, match=r"没有发文字号.*--batch 文号") as refusal:
        call_command("import", str(OPINIONS))
    assert refusal.value.returncode == 2
    assert not Batch.objects.exists()
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_mangled_number_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("编号,意见内容\n1.2021E+14,路灯不亮\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第2行") as refusal:
        call_command("import", str(path), "--batch", NUMBER)
    assert refusal.value.returncode == 2
    assert not Batch.objects.exists()


@pytest.mark.long
def test_as_a_process_it_makes_the_embedded_ledger_first(tmp_path: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DJANGO_"))
    }
    environment |= {"BIHUAN_VAR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from bihuan.management.cli import main; main()", "import", str(NOTICE)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "新增意见12条、待交办事项12项" in done.stdout
    assert (tmp_path / "var" / "bihuan.sqlite3").exists()


def a_list(folder: Path, number: str = "120250990399999") -> Path:
    path = folder / f"{number}.csv"
    path.write_text(f"编号,意见内容\n{number},路灯不亮\n", encoding="utf-8")
    return path


def a_zone(name: str, batch: str) -> None:
    area = Unit.objects.create(name=name, is_area=True)
    bureau = Unit.objects.create(name="督查考评局", parent=area)
    Batch.objects.create(number=batch, title=batch, coordinator=bureau, rules=RuleBook().as_text())


@pytest.mark.django_db
def test_a_known_list_needs_no_batch(tmp_path: Path) -> None:
    imported(NOTICE)
    imported(OPINIONS, "--batch", NUMBER)
    units, entries = Unit.objects.count(), Entry.objects.count()
    result = imported(OPINIONS)
    assert (result["batch"], result["already_imported"]) == (NUMBER, True)
    assert (Unit.objects.count(), Entry.objects.count()) == (units, entries)
    with pytest.raises(CommandError, match=f"--batch 文号.*{NUMBER}"):
        call_command("import", str(a_list(tmp_path)))


@pytest.mark.django_db
def test_the_brackets_of_a_batch_may_be_typed_as_on_a_keyboard() -> None:
    imported(NOTICE)
    result = imported(OPINIONS, "--batch", NUMBER.replace("〔", "[").replace("〕", "]"))
    assert (result["batch"], result["new_batch"]) == (NUMBER, False)


@pytest.mark.django_db
def test_a_list_alone_belongs_to_the_one_zone_there_is(tmp_path: Path) -> None:
    a_zone("临港产业园区管理委员会", "临港管办发〔2022〕8号")
    imported(a_list(tmp_path), "--batch", "临港管办发〔2022〕9号")
    assert not Unit.objects.filter(name="本单位").exists()
    assert {batch.coordinator.path.split("/")[0] for batch in Batch.objects.all()} == {
        str(Unit.objects.get(is_area=True).pk)
    }


@pytest.mark.django_db
def test_a_city_above_its_zone_is_no_second_zone(tmp_path: Path) -> None:
    city = Unit.objects.create(name="滨海市", is_area=True)
    zone = Unit.objects.create(name="临港产业园区", is_area=True, parent=city)
    imported(a_list(tmp_path), "--batch", "临港管办发〔2022〕9号")
    assert Batch.objects.get().coordinator == zone


@pytest.mark.django_db
def test_a_list_alone_among_several_zones_is_refused_with_the_batches_there_are(tmp_path: Path) -> None:
    a_zone("临港产业园区管理委员会", "临港管办发〔2022〕8号")
    a_zone("望海新区管理委员会", "望海管办发〔2022〕3号")
    with pytest.raises(CommandError, match=r"2个片区.*--batch 文号") as refusal:
        call_command("import", str(a_list(tmp_path)), "--batch", "临港管办发〔2022〕9号")
    assert refusal.value.returncode == 2
    assert "望海管办发〔2022〕3号" in str(refusal.value)
    assert imported(a_list(tmp_path), "--batch", "望海管办发〔2022〕3号")["new_opinions"] == 1


def it_is_as_if_the_notice_had_come_first() -> None:
    batch = Batch.objects.get(number=NUMBER)
    zone = Unit.objects.get(name="沧屿市望潮港片区管理委员会")
    assert (batch.coordinator.name, batch.coordinator.parent) == ("督查考评局", zone)
    assert zone.is_area
    assert not Unit.objects.filter(name="本单位").exists()
    assert not Unit.objects.exclude(pk=zone.pk).exclude(path__startswith=zone.path).exists()


@pytest.mark.django_db
def test_a_notice_after_its_list_names_the_zone_and_the_coordinator() -> None:
    imported(OPINIONS, "--batch", NUMBER)
    assert Batch.objects.get().coordinator.name == "本单位"
    result = imported(NOTICE)
    assert (result["new_batch"], result["new_opinions"], result["new_cases"]) == (False, 0, 12)
    it_is_as_if_the_notice_had_come_first()


@pytest.mark.django_db
def test_a_notice_after_its_list_finds_the_zone_that_was_set_up_meanwhile() -> None:
    imported(OPINIONS, "--batch", NUMBER)
    stand_in = Unit.objects.get(name="本单位")
    Unit.objects.create(name="文物局", parent=stand_in)
    Unit.objects.create(name="沧屿市望潮港片区管理委员会", is_area=True)
    imported(NOTICE)
    it_is_as_if_the_notice_had_come_first()


@pytest.mark.django_db
def test_an_issued_batch_keeps_its_coordinator() -> None:
    imported(OPINIONS, "--batch", NUMBER)
    Batch.objects.update(frozen_at=clock.now())
    imported(NOTICE)
    assert Batch.objects.get().coordinator.name == "本单位"


@pytest.mark.django_db
def test_the_demonstration_takes_nobody_elses_batch_for_its_own() -> None:
    imported(NOTICE)
    with pytest.raises(CommandError, match="台账中已有数据") as refusal:
        call_command("demo", "--no-serve")
    assert refusal.value.returncode == 2


def csv_of(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("\n".join(",".join(row) for row in (("编号", "意见内容"), *rows)), "utf-8-sig")
    return path


FIRST = (("1", "望海路路灯不亮，请维修。"), ("2", "码头堆场夜间噪声大。"))


@pytest.mark.django_db
def test_a_dry_run_says_what_is_said_otherwise_and_saves_nothing(tmp_path: Path) -> None:
    imported(csv_of(tmp_path / "一.csv", *FIRST), "--batch", NUMBER)
    later = csv_of(tmp_path / "二.csv", ("1", "望海路和滨江路路灯不亮，请维修。"), ("3", "公园缺座椅。"))
    before = Entry.objects.count()
    result = imported(later, "--batch", NUMBER, "--complete", "--dry-run")
    assert (result["new"], result["changed"], result["withdrawn"], result["dry_run"]) == (1, 1, 1, True)
    assert [(row["number"], row["kind"], row["column"]) for row in result["differences"]] == [
        ("1", "changed", "意见内容"),
        ("2", "withdrawn", ""),
    ]
    assert (Entry.objects.count(), Opinion.objects.count()) == (before, 2)


@pytest.mark.django_db
def test_a_later_list_is_imported_with_what_it_says_otherwise(tmp_path: Path) -> None:
    imported(csv_of(tmp_path / "一.csv", *FIRST), "--batch", NUMBER)
    later = csv_of(tmp_path / "二.csv", ("1", "望海路和滨江路路灯不亮，请维修。"))
    stream = StringIO()
    call_command("import", str(later), "--batch", NUMBER, "--complete", stdout=stream)
    said = stream.getvalue()
    assert "与已有清单对照：新增0条，变更1条，撤回1条，退回0条，重新列入0条，疑似改号0条，未变0条" in said
    assert "1　变更：“意见内容”由“望海路路灯不亮，请维修。”改为“望海路和滨江路路灯不亮，请维修。”" in said
    assert "上级清单变更1条、撤回1条" in said
    assert imported(later, "--batch", NUMBER, "--complete")["already_imported"] is True


@pytest.mark.django_db
def test_a_line_with_known_words_under_another_number_needs_a_word_of_the_clerk(tmp_path: Path) -> None:
    imported(csv_of(tmp_path / "一.csv", *FIRST), "--batch", NUMBER)
    later = csv_of(tmp_path / "二.csv", ("21", FIRST[0][1]))
    with pytest.raises(CommandError, match=r"21（原1）共1条.*疑似上级改号"):
        imported(later, "--batch", NUMBER)
    assert Opinion.objects.count() == 2
    result = imported(later, "--batch", NUMBER, "--renumbered", "same")
    assert (result["new_opinions"], result["renamed"], Opinion.objects.count()) == (0, 1, 2)
    assert [(row["number"], row["kind"], row["before"], row["after"]) for row in result["differences"]] == [
        ("1", "renamed", "1", "21")
    ]
    again = csv_of(tmp_path / "三.csv", ("22", FIRST[1][1]))
    assert imported(again, "--batch", NUMBER, "--renumbered", "new")["new_opinions"] == 1
