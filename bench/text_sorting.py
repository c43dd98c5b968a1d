"""The sorting half of `make bench-text`: what an office's own decisions teach, next to a plain TF-IDF + LinearSVC.

    BIHUAN_DATA=../shared/data python bench/text_sorting.py

Prints, of what was measured in this run: category (trained and tried on the parts its file names, and in five folds),
type and department (five folds), and the speed of learning 10,000 decisions, one more, and of suggesting. The texts of
the speed are invented here. Where the data or scikit-learn is missing, that part is named and left out.
"""

import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from bihuan.management.sorting import LEARN, TRY, Evaluated, Row, evaluate, read_rows, spread  # noqa: E402
from bihuan.sorting.learner import Learner  # noqa: E402
from bihuan.sorting.message import Message  # noqa: E402
from bihuan.sorting.task import Task  # noqa: E402

DATA = Path(os.environ.get("BIHUAN_DATA") or ROOT.parent / "shared" / "data")
CATEGORY = DATA / "messages" / "category_train.csv"
FILES = {
    Task.CATEGORY: CATEGORY,
    Task.TYPE: DATA / "messages" / "type_train.csv",
    Task.DEPARTMENT: DATA / "replies" / "department_train.csv",
}
FOLDS = 5
DECISIONS, ASKED, ONE_BY_ONE = 10_000, 2_000, 100


def main() -> int:
    """Measure, and say what could not be."""
    speed()
    if not DATA.is_dir():
        print(f"quality: not measured ({DATA.name} is not there; BIHUAN_DATA names it)")
        return 0
    rows = list(read_rows(CATEGORY, Task.CATEGORY))
    parts = [[row for row in rows if row.part == part] for part in (LEARN, TRY)]
    tell("category, given parts", evaluate(Task.CATEGORY, [CATEGORY], CATEGORY, None, 1), baseline([parts]))
    for task, path in FILES.items():
        if path.is_file():
            rows = list(read_rows(path, task))
            tell(
                f"{task.value}, {FOLDS} folds",
                evaluate(task, [path], None, None, FOLDS),
                baseline(folded(rows)),
            )
    return 0


def tell(name: str, ours: Evaluated, plain: tuple[float, float] | None) -> None:
    """One line of figures, and the baseline's below it."""
    found, fresh = ours.figures, ours.without_repeats
    print(
        f"{name:24} accuracy {found.accuracy:.4f}  macro-F1 {found.macro_f1:.4f}  top-3 {found.top3:.4f}  "
        f"ECE {found.calibration_error:.4f}  spoken {found.coverage:.3f} right {found.precision_spoken:.3f}  "
        f"without repeats {fresh.accuracy:.4f}/{fresh.macro_f1:.4f}  "
        f"train {ours.train_seconds:.1f} s  suggest {ours.predict_seconds:.1f} s"
    )
    if plain is None:
        print(f"{'  TF-IDF + LinearSVC':24} not measured (scikit-learn is not there)")
    else:
        print(f"{'  TF-IDF + LinearSVC':24} accuracy {plain[0]:.4f}  macro-F1 {plain[1]:.4f}")


def folded(rows: Sequence[Row]) -> list[list[list[Row]]]:
    """The folds that ``evaluate`` makes, each as what is learned and what is tried."""
    of = spread([row.label for row in rows], FOLDS)
    return [
        [[row for row, at in zip(rows, of, strict=True) if (at == fold) is held] for held in (False, True)]
        for fold in range(FOLDS)
    ]


def baseline(rounds: Sequence[Sequence[Sequence[Row]]]) -> tuple[float, float] | None:
    """Accuracy and macro-F1 of runs of one to three characters, TF-IDF, LinearSVC with nothing tuned."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.metrics import accuracy_score, f1_score
        from sklearn.svm import LinearSVC
    except ImportError:
        return None
    said: list[str] = []
    right: list[str] = []
    for taught, asked in rounds:
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
        learned = LinearSVC().fit(words.fit_transform(texts(taught)), [row.label for row in taught])
        said += list(learned.predict(words.transform(texts(asked))))
        right += [row.label for row in asked]
    return accuracy_score(right, said), f1_score(right, said, average="macro", zero_division=0)


def texts(rows: Sequence[Row]) -> list[str]:
    """Each message as one text."""
    return [f"{row.message.subject}\n{row.message.body}" for row in rows]


def speed() -> None:
    """Learn ten thousand invented decisions, then one after the other; suggest for as many as a clerk could confirm."""
    chance = random.Random(6)
    examples = [invented(chance, number) for number in range(DECISIONS)]
    learner = Learner(Task.CATEGORY)
    begun = perf_counter()
    learner.fit(examples)
    fitted = perf_counter()
    learner.suggest([message for message, _ in examples[:ASKED]])
    said = perf_counter()
    slowest = 0.0
    for message, label in examples[:ONE_BY_ONE]:
        start = perf_counter()
        learner.learn(message, label)
        slowest = max(slowest, perf_counter() - start)
    print(
        f"learning {DECISIONS} decisions {fitted - begun:.1f} s, one more at most {slowest * 1000:.0f} ms; "
        f"suggesting {ASKED / (said - fitted):.0f} messages/s"
    )


_SPOKEN = """
路灯 维修 小区 物业 停水 学校 入学 医院 挂号 噪声 施工 油烟 公交 站点 红绿灯
工资 社保 退休 办证 垃圾 清运 绿化 井盖 破损 漏水 充电 停车 收费 退款 食品 价格
景区 门票 河道 污水 修路 积水 电梯 故障 拆迁 补偿 领导 您好 希望 尽快 解决 反映
多次 没有 答复 居民 老人 孩子 出行 安全 部门 处理 请问 什么时候 能够 我们 这里
已经 一直 影响 生活
"""
WORDS = _SPOKEN.split()
LABELS = tuple(f"第{number}类" for number in range(1, 8))


def invented(chance: random.Random, number: int) -> tuple[Message, str]:
    """A text of some hundred characters; some of its words belong to its label."""
    label = number % len(LABELS)
    own = WORDS[label * 6 : label * 6 + 6]
    words = [chance.choice(own if chance.random() < 0.2 else WORDS) for _ in range(chance.randint(20, 160))]
    body = "，".join("".join(words[at : at + 5]) for at in range(0, len(words), 5))
    return Message(f"关于{chance.choice(own)}的反映", body), LABELS[label]


if __name__ == "__main__":
    raise SystemExit(main())
