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
from bihuan.journal.models import Entry
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
    with pytest.raises(CommandError, match="没有发文字号") as refusal:
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
