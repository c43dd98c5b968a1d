"""``bihuan docs``, the menu, and that both know every command."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.access.acts import Act
from bihuan.access.independence import Part
from bihuan.cases.lifecycle import State
from bihuan.management.cli import MENU, menu
from bihuan.management.reference import PAGES
from bihuan.management.reference.commands import names
from bihuan.management.terminal import columns


def test_the_pages_are_written_and_then_found_to_be_fresh(tmp_path: Path) -> None:
    call_command("docs", "--folder", str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)
    call_command("docs", "--check", "--folder", str(tmp_path))


def test_a_stale_page_is_named_and_not_touched(tmp_path: Path) -> None:
    call_command("docs", "--folder", str(tmp_path))
    (tmp_path / "glossary.md").write_text("old", encoding="utf-8")
    with pytest.raises(CommandError, match=r"glossary\.md") as refusal:
        call_command("docs", "--check", "--folder", str(tmp_path))
    assert refusal.value.returncode == 2
    assert (tmp_path / "glossary.md").read_text(encoding="utf-8") == "old"


def test_every_act_and_every_state_stands_on_its_page() -> None:
    permissions, lifecycle = PAGES["permissions.md"](), PAGES["lifecycle.md"]()
    assert [act for act in Act if f"`{act.value}`" not in permissions] == []
    assert [part for part in Part if f"`{part.value}`" not in permissions] == []
    assert [state for state in State if f"`{state.value}`" not in lifecycle] == []


def test_the_menu_knows_every_command_and_stands_in_columns() -> None:
    known = {usage.split()[0] for usage, _ in MENU}
    assert set(names()) | {"migrate"} == known
    lines = [line for line in menu().splitlines() if line.startswith("  ")]
    begins = {columns(line.split(words)[0]) for line, (_, words) in zip(lines, MENU, strict=True)}
    assert len(begins) == 1


def test_defaults_are_written_as_people_write_them_and_every_rule_has_its_own_sentence() -> None:
    rows = [line.split(" | ") for line in PAGES["settings.md"]().splitlines() if line.startswith("| `")]
    assert ["| `BIHUAN_VAR`", "folder", "`var/`"] in [row[:3] for row in rows]
    defaults = [row[2] if len(row) == 4 else row[1] for row in rows]
    assert [text for text in defaults if any(odd in text for odd in ("(", "'", "{", "True", "False"))] == []
    sentences = [row[-1] for row in rows]
    assert len(sentences) == len(set(sentences))
