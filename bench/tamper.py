"""`make bench-tamper`: tampers with copies of the demonstration in every way we could think of, and prints who noticed.

Each kind is done to a fresh copy: to the database with its triggers dropped for the while and put back afterwards, to
the files, to the log. Then `bihuan fsck` is run, and the citizen's checker (`python -m tlog.verify`) with the public
key, a checkpoint from before and the saved page of a disclosed item, all of which the tamperer cannot reach. What a
checker cannot see by its nature (the citizen has no database) is printed as a dash where fsck must see it.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tlog.keys import load_key, make_key
from tlog.note import Note, SecretKey, print_note
from tlog.store import CHECKPOINT, Folder, append

DATABASE, BLOBS, LOG, KEY = "bihuan.sqlite3", "blobs", "log", "log.key"
BIHUAN = [sys.executable, "-c", "from bihuan.management.cli import main; main()"]


@dataclass(frozen=True)
class Kind:
    """One way to tamper: what it is called, how it is done, and whether the citizen could see it at all."""

    name: str
    harm: Callable[[Path], None]
    public: bool = False


def sql(*statements: str) -> Callable[[Path], None]:
    """Statements typed at the database with its guards out of the way, and put back so that nobody misses them."""

    def harm(home: Path) -> None:
        with closing(sqlite3.connect(home / DATABASE)) as database, database:
            guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                database.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                done = database.execute(statement)
                if done.rowcount < 1:
                    raise RuntimeError(f"did no harm: {statement}")
            for _, guard in guards:
                database.execute(guard)

    return harm


def insert_copy(table: str, where: str, **changes: str) -> Callable[[Path], None]:
    """A second row like one that is there, but for ``changes`` (SQL)."""

    def harm(home: Path) -> None:
        with closing(sqlite3.connect(home / DATABASE)) as database:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changes.get(name, f'"{name}"') for name in columns)
        sql(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where} LIMIT 1")(home)

    return harm


def guard_gone(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute("DROP TRIGGER entry_no_update")


def blob(home: Path) -> Path:
    """The file of the first piece of evidence."""
    with closing(sqlite3.connect(home / DATABASE)) as database:
        (name,) = database.execute("SELECT blob_id FROM bihuan_evidence ORDER BY id LIMIT 1").fetchone()
    return home / BLOBS / name[:2] / name


def blob_replaced(home: Path) -> None:
    path = blob(home)
    path.write_bytes(bytes(path.stat().st_size))


def blob_cut(home: Path) -> None:
    path = blob(home)
    path.write_bytes(path.read_bytes()[:-1])


def blob_added(home: Path) -> None:
    path = home / BLOBS / "ab" / ("ab" * 32)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"smuggled in")
    os.utime(path, (0, 0))


def tiles(home: Path, below: str) -> list[Path]:
    return sorted(path for path in (home / LOG / "tile" / below).rglob("*") if path.is_file())


def flip(path: Path, at: int = 40) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def key_of(home: Path) -> SecretKey:
    return load_key(home / KEY)


def entries_of(home: Path) -> list[bytes]:
    folder = Folder(home / LOG)
    head = folder.checkpoint()
    assert head is not None
    return [content for _, content in folder.every_entry(head.size)]


def rebuilt(home: Path, entries: list[bytes], key: SecretKey | None = None) -> None:
    """The log written anew and signed: what only the holder of the key can do."""
    signer = key or key_of(home)
    shutil.rmtree(home / LOG)
    (home / LOG).mkdir()
    append(home / LOG, signer.name, entries, lambda text: print_note(Note(text, (signer.sign(text),))))


def truncated(home: Path) -> None:
    rebuilt(home, entries_of(home)[:-5])


def reordered(home: Path) -> None:
    entries = entries_of(home)
    entries[3], entries[4] = entries[4], entries[3]
    rebuilt(home, entries)


def forked(home: Path) -> None:
    """One public word changed and everything after it signed again."""
    entries = entries_of(home)
    at = next(n for n, entry in enumerate(entries) if b'"statement"' in entry)
    changed = json.loads(entries[at])
    changed["public"]["statement"] = "一直没有问题。"
    entries[at] = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    rebuilt(home, entries)


def forked_everywhere(home: Path) -> None:
    """The same by somebody who also rewrites the database's checkpoints: only what was kept elsewhere tells."""
    forked(home)
    note = (home / LOG / CHECKPOINT).read_text("utf-8")
    sql(
        "DELETE FROM bihuan_checkpoint", "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'bihuan_checkpoint'"
    )(home)
    _, size, root = note.split("\n")[:3]
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute(
            "INSERT INTO bihuan_checkpoint (size, root, note, at) VALUES (?, ?, ?, '2026-11-01 00:00:00')",
            (int(size), root, note),
        )


def other_key(home: Path) -> None:
    thief = home / "thief.key"
    make_key(thief, key_of(home).name)
    rebuilt(home, entries_of(home), load_key(thief))


def page_edited(home: Path) -> None:
    path = home / "page.html"
    text = path.read_text("utf-8")
    word = "已完成整改"
    if word not in text:
        raise RuntimeError("did no harm")
    path.write_text(text.replace(word, "提前完成整改", 1), "utf-8")


def guard_hollowed(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute("DROP TRIGGER entry_no_update")
        database.execute("CREATE TRIGGER entry_no_update BEFORE UPDATE ON bihuan_entry BEGIN SELECT 1; END")


def trigger_added(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute("CREATE TRIGGER helper AFTER INSERT ON bihuan_objection BEGIN SELECT 1; END")


def key_beside(home: Path) -> None:
    """Signed by a key that pretends to be an earlier one of this log."""
    other_key(home)
    (home / "thief.key").rename(home / f"{KEY}.20200101000000")


def log_begun_again(home: Path) -> None:
    """Log, key and all that the database knows of them gone, and a new log begun."""
    name = key_of(home).name
    shutil.rmtree(home / LOG)
    (home / KEY).unlink()
    tables = ("bihuan_leaf", "bihuan_checkpoint")
    sql(*(f"DELETE FROM {table}" for table in tables))(home)
    sql(*(f"UPDATE sqlite_sequence SET seq = 0 WHERE name = '{table}'" for table in tables))(home)
    make_key(home / KEY, name)
    run(home, "seal")


def forged_and_sealed(home: Path) -> None:
    """A close-out typed in with its trace and its row, all in agreement, and then sealed by the worker."""
    case = "(SELECT min(id) FROM bihuan_case WHERE state = 'rectifying')"
    changes = {"from_state": "'rectifying'", "subject_id": case, "public": "''", "at": "datetime('now')"}
    insert_copy("bihuan_entry", "act = 'close_case'", **changes)(home)
    sql(
        "INSERT INTO bihuan_trace (entry_id, rows) SELECT max(id), "
        f"""'[["case","' || {case} || '",{{"state":"closed"}}]]' FROM bihuan_entry""",
        f"UPDATE bihuan_case SET state = 'closed' WHERE id = {case}",
    )(home)
    run(home, "seal")


def linked(home: Path) -> None:
    path = blob(home)
    elsewhere = path.rename(home / "elsewhere")
    path.symlink_to(elsewhere)


KINDS: tuple[Kind, ...] = (
    Kind("事项：整改目标降低", sql("UPDATE bihuan_case SET target = '加强管理' WHERE id = 1")),
    Kind("事项：环节改为已销号", sql("UPDATE bihuan_case SET state = 'closed' WHERE state = 'rectifying'")),
    Kind("事项：时限推后", sql("UPDATE bihuan_case SET limit_date = '2099-12-31' WHERE limit_date IS NOT NULL")),
    Kind("销号：补一份", insert_copy("bihuan_closeout", "approved", round="round + 7", code="'AAAAAAAAAA'")),
    Kind("销号：改批准人", sql("UPDATE bihuan_closeout SET decided_by_id = 1 WHERE approved")),
    Kind("销号：抹去撤销", sql("UPDATE bihuan_closeout SET revoked_at = NULL WHERE revoked_at IS NOT NULL")),
    Kind("佐证：换成别的文件", sql(
        "UPDATE bihuan_evidence SET blob_id = (SELECT max(sha256) FROM bihuan_blob) "
        "WHERE id = (SELECT min(id) FROM bihuan_evidence)")),
    Kind("佐证：删一份", sql("DELETE FROM bihuan_evidence WHERE id = (SELECT max(id) FROM bihuan_evidence)")),
    Kind("佐证：改上传时间", sql("UPDATE bihuan_evidence SET added_at = '2026-01-01 00:00:00'")),
    Kind("核查：不通过改为通过", sql("UPDATE bihuan_verification SET passed = 1 WHERE NOT passed")),
    Kind("核查：改核查人", sql("UPDATE bihuan_verification SET verified_by_id = 1")),
    Kind("核查：删一行对照", sql("DELETE FROM bihuan_line WHERE id = (SELECT max(id) FROM bihuan_line)")),
    Kind("公示：缩短公示期", sql("UPDATE bihuan_notice SET ends_on = starts_on")),
    Kind("异议：改为不成立", sql("UPDATE bihuan_objection SET ruling = 'dismissed' WHERE ruling <> 'dismissed'")),
    Kind("异议：删除", sql("DELETE FROM bihuan_objection WHERE id = (SELECT max(id) FROM bihuan_objection)")),
    Kind("回访：改为满意", sql("UPDATE bihuan_returnvisit SET satisfaction = 'x'")),
    Kind("意见：改原文", sql("UPDATE bihuan_opinion SET text = '没有意见。' WHERE id = 1")),
    Kind("答复：补一份", insert_copy("bihuan_reply", "1", text="'已答复。'")),
    Kind("措施：改为已完成", sql("UPDATE bihuan_measure SET progress = 'done' WHERE progress <> 'done'")),
    Kind("指标：改分子", sql("UPDATE bihuan_indicator SET numerator = 999 WHERE numerator IS NOT NULL")),
    Kind("公开稿：改文字", sql("UPDATE bihuan_statement SET text = '一直没有问题。'"), public=False),
    Kind("岗位：授予一个", insert_copy("bihuan_post", "role = 'verifier'", user_id="1")),
    Kind("单位：改隶属", sql("UPDATE bihuan_unit SET path = '1.' WHERE id = (SELECT max(id) FROM bihuan_unit)")),
    Kind("文号：计数拨回", sql("UPDATE bihuan_numberseries SET last = last - 1")),
    Kind("文书：改编号", sql("UPDATE bihuan_issuedpaper SET number = '销号〔2026〕99号'")),
    Kind("办理记录：改办理人", sql("UPDATE bihuan_entry SET by_name = '他人' WHERE act = 'close_case'")),
    Kind("办理记录：改记载", sql("UPDATE bihuan_entry SET sentence = '无' WHERE act = 'fail_verification'")),
    Kind("办理记录：删中间一条", sql(
        "DELETE FROM bihuan_leaf WHERE entry_id = 30", "DELETE FROM bihuan_trace WHERE entry_id = 30",
        "DELETE FROM bihuan_entry WHERE id = 30")),
    Kind("办理记录：删最后一条", sql(
        "DELETE FROM bihuan_leaf WHERE entry_id = (SELECT max(id) FROM bihuan_entry)",
        "DELETE FROM bihuan_trace WHERE entry_id = (SELECT max(id) FROM bihuan_entry)",
        "DELETE FROM bihuan_entry WHERE id = (SELECT max(id) FROM bihuan_entry)")),
    Kind("办理记录：补一条", insert_copy("bihuan_entry", "act = 'pass_verification'")),
    Kind("留痕：改内容", sql("UPDATE bihuan_trace SET rows = '[]' WHERE id = (SELECT max(id) FROM bihuan_trace)")),
    Kind("留痕：删一份", sql("DELETE FROM bihuan_trace WHERE id = (SELECT max(id) FROM bihuan_trace)")),
    Kind("封存：改盐值", sql("UPDATE bihuan_leaf SET salt = replace(salt, substr(salt, 1, 1), 'f') WHERE id = 9")),
    Kind("封存：对调两条", sql(
        'UPDATE bihuan_leaf SET "index" = -1 WHERE "index" = 7', 'UPDATE bihuan_leaf SET "index" = 7 WHERE "index" = 8',
        'UPDATE bihuan_leaf SET "index" = 8 WHERE "index" = -1')),
    Kind("检查点：改登记", sql("UPDATE bihuan_checkpoint SET root = 'AAAA'")),
    Kind("历程：改往日环节", sql("UPDATE bihuan_stretch SET state = 'closed' WHERE state = 'noticing'")),
    Kind("历程：删一段", sql("DELETE FROM bihuan_stretch WHERE id = (SELECT max(id) FROM bihuan_stretch)")),
    Kind("去向：改为解释办结", sql("UPDATE bihuan_place SET \"where\" = 'explained' WHERE id = 1")),
    Kind("触发器：删除一个", guard_gone),
    Kind("时钟：拨回后办理", insert_copy("bihuan_entry", "act = 'log_contact'", at="'2020-01-01 00:00:00'")),
    Kind("文件：替换", blob_replaced),
    Kind("文件：截短", blob_cut),
    Kind("文件：删除", lambda home: blob(home).unlink()),
    Kind("文件：多出一份", blob_added),
    Kind("日志：改一条记录", lambda home: flip(tiles(home, "entries")[0]), public=True),
    Kind("日志：改一个哈希", lambda home: flip(tiles(home, "0")[0]), public=True),
    Kind("日志：删一个文件", lambda home: tiles(home, "0")[0].unlink(), public=True),
    Kind("日志：删检查点", lambda home: (home / LOG / CHECKPOINT).unlink(), public=True),
    Kind("日志：截去最后五条并重签", truncated, public=True),
    Kind("日志：对调两条并重签", reordered, public=True),
    Kind("日志：改公开内容并重签（分叉）", forked, public=True),
    Kind("日志：分叉并改写数据库的检查点", forked_everywhere, public=True),
    Kind("日志：换别的密钥签", other_key, public=True),
    Kind("事项：对调两项的主键", sql(
        "UPDATE bihuan_case SET id = -1 WHERE id = 1", "UPDATE bihuan_case SET id = 1 WHERE id = 2",
        "UPDATE bihuan_case SET id = 2 WHERE id = -1")),
    Kind("事项：时限写成乱码", sql("UPDATE bihuan_case SET limit_date = 'x' WHERE limit_date IS NOT NULL")),
    Kind("事项：目标写成非文字", sql("UPDATE bihuan_case SET target = CAST(x'fffe' AS TEXT) WHERE id = 1")),
    Kind("措施：挂到不存在的事项", sql(
        "UPDATE bihuan_measure SET case_id = 9999 WHERE id = (SELECT min(id) FROM bihuan_measure)")),
    Kind("文件登记：改类型", sql("UPDATE bihuan_blob SET media_type = 'text/html'")),
    Kind("文件登记：删除", sql("DELETE FROM bihuan_blob WHERE sha256 = (SELECT min(blob_id) FROM bihuan_evidence)")),
    Kind("图片特征：改指纹", sql("UPDATE bihuan_picture SET fingerprint = x'00'")),
    Kind("图片特征：改拍摄时间", sql("UPDATE bihuan_picture SET taken_at = '2026-01-01 00:00:00'")),
    Kind("图片特征：删除", sql("DELETE FROM bihuan_picture")),
    Kind("文字特征：改文字", sql("UPDATE bihuan_writing SET text = '别的'")),
    Kind("文字特征：改摘要", sql("UPDATE bihuan_writing SET sketch = x'00000000'")),
    Kind("文字特征：删除", sql("DELETE FROM bihuan_writing")),
    Kind("账号：停用", sql("UPDATE bihuan_user SET is_active = 0 WHERE id = 2")),
    Kind("岗位：删除", sql("DELETE FROM bihuan_post WHERE id = 2")),
    Kind("日历：加一天", sql("INSERT INTO bihuan_calendarday (day, is_workday, note) VALUES ('2026-11-24', 0, 'x')")),
    Kind("办理记录：公开内容写成乱码", sql("UPDATE bihuan_entry SET public = 'x' WHERE public <> ''")),
    Kind("办理记录：时间写成乱码", sql("UPDATE bihuan_entry SET at = 'x' WHERE id = 20")),
    Kind("办理记录：连同留痕伪造销号，再由系统封存", forged_and_sealed),
    Kind("留痕：移到另一条", sql("UPDATE bihuan_trace SET entry_id = entry_id + 1 WHERE id = 9")),
    Kind("封存：盐值写成乱码", sql("UPDATE bihuan_leaf SET salt = 'zz' WHERE id = 4")),
    Kind("检查点：改时间", sql("UPDATE bihuan_checkpoint SET at = '2020-01-01 00:00:00'")),
    Kind("检查点：全部删除", sql("DELETE FROM bihuan_checkpoint")),
    Kind("触发器：改成不起作用", guard_hollowed),
    Kind("触发器：另加一个", trigger_added),
    Kind("文件：换成链接", linked),
    Kind("日志：伪造见证检查点", lambda home: (home / LOG / "checkpoint.witnessed").write_text("x") and None),
    Kind("日志：另放一个文件", lambda home: (home / LOG / "notes.txt").write_text("x") and None),
    Kind("日志：换密钥签，并冒充旧密钥", key_beside, public=True),
    Kind("日志：连同密钥删除，另起一本", log_begun_again, public=True),
    Kind("网页：改结论", page_edited, public=True),
)  # fmt: skip


def main() -> None:
    """Build once, tamper with copies, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        honest = Path(folder) / "honest"
        kept = build(honest)
        clean = (len(fsck(honest, kept)), citizen(honest, kept))
        print(f"未改动：核账 {clean[0]} 处差异，公民核对 {'通过' if clean[1] else '不通过'}")
        seen, public_seen = 0, 0
        for kind in KINDS:
            home = Path(folder) / "tampered"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(honest, home)
            kind.harm(home)
            found = fsck(home, kept)
            noticed = not citizen(home, kept)
            # An edited page is no matter of the database: there the citizen is the one who must see it.
            page = kind.harm is page_edited
            seen += bool(found)
            public_seen += kind.public and noticed
            codes = "、".join(sorted({each["code"] for each in found})) or ("—" if page else "未发现")
            print(
                f"{kind.name}　核账：{codes}　公民：{'发现' if noticed else '未发现' if kind.public else '—'}"
            )
        public = sum(kind.public for kind in KINDS)
        print(
            f"共{len(KINDS)}种：核账负责的{len(KINDS) - 1}种（网页不在其内），发现{seen}种；"
            f"公民可见的{public}种，发现{public_seen}种。"
        )


def build(home: Path) -> Path:
    """The demonstration, sealed. Returns the checkpoint that somebody else has kept; saves one public page."""
    run(home, "demo", "--no-serve")
    kept = home.parent / "kept-checkpoint"
    shutil.copy(home / LOG / CHECKPOINT, kept)
    (home.parent / "kept.pub").write_text(f"{key_of(home).public()}\n", "utf-8")
    page = run(home, "shell", "-c", PAGE).stdout
    (home / "page.html").write_text(page, "utf-8")
    return kept


# What a citizen's browser saves of the first disclosed item.
PAGE = """
from django.test import Client
from bihuan.cases.models import Case
import sys
case = Case.objects.filter(state="disclosed").order_by("pk").first()
sys.stdout.write(Client().get(f"/public/{case.pk}", headers={"host": "127.0.0.1"}).content.decode())
"""


def fsck(home: Path, kept: Path) -> list[dict[str, str]]:
    """What 核账 finds."""
    done = run(home, "fsck", "--json", "--old", str(kept), check=False)
    if not done.stdout.strip():
        return [{"code": f"refused: {done.stderr.strip()[-80:]}"}]
    found: list[dict[str, str]] = json.loads(done.stdout)["differences"]
    return found


def citizen(home: Path, kept: Path) -> bool:
    """Whether the citizen's checker finds log and page true."""
    key, page = kept.parent / "kept.pub", home / "page.html"
    command = [sys.executable, "-m", "tlog.verify", str(home / LOG), "--key", str(key), "--old", str(kept)]
    done = subprocess.run([*command, "--page", str(page)], capture_output=True, check=False)
    return done.returncode == 0


def run(home: Path, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """One of our commands on the ledger at ``home``."""
    environment = {**os.environ, "BIHUAN_VAR": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run([*BIHUAN, *arguments], env=environment, capture_output=True, text=True, check=check)


if __name__ == "__main__":
    main()
