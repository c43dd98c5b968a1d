"""The grouping half of `make bench-text`: messages that are about one event, at growing numbers.

    python bench/text_grouping.py [--sizes 10000,100000,1000000] [--lsh 100000]

Prints for each size how long it took, at what peak of memory, and how good it was against the planted groups, beside
datasketch MinHashLSH on the same messages (up to --lsh of them). Messages are invented at run time, the same each time:
events at named places, and among them look-alikes: one place with two matters, and one matter in the same words at many
places. Where the real set is at hand (BIHUAN_DATA, default ../shared/data), its figures follow. Nothing is asserted.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from math import log
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from bihuan.grouping.elsewhere import parted  # noqa: E402
from bihuan.grouping.group import group  # noqa: E402
from bihuan.grouping.items import Item  # noqa: E402
from bihuan.grouping.score import score  # noqa: E402

# Letters that names of estates, roads and firms are made of, and what such names end in.
LETTERS = (
    "海江湖山林泉溪泽岭峰云霞星月晨曦晖辉煌锦华荣盛昌隆泰安康宁福祥瑞和顺恒永嘉佳美雅静清润沛丰"
    "茂源宏伟达通远航凯胜龙凤麟鹏鹤松柏竹梅兰"
    "菊桂枫桐樟榕柳杉东南西北中上下金银玉珠翠碧紫青白红春夏秋冬天地长广平正文武德仁义礼智信忠孝"
    "英杰俊秀石桥塘坪洲滩港湾岛沙浦渡埠"
)
KINDS = (
    "小区",
    "花园",
    "路",
    "有限公司",
    "村",
    "广场",
    "苑",
    "府",
    "新城",
    "学校",
    "街",
    "大厦",
    "家园",
    "农贸市场",
    "医院",
)
EVENTS = tuple(
    event.split("|")
    for event in (
        "楼下餐馆油烟直排|家里一股油烟味，窗户不敢开|烧烤店没有装排烟管道",
        "夜间施工太吵|工地打桩到凌晨，老人睡不着觉|通宵施工的噪音谁来管",
        "路灯坏了三个月|晚上一片漆黑，照明没有人修|路灯不亮，出行不安全",
        "自来水经常停水|水压很低，洗澡都没有水|供水两天没有恢复",
        "强制捆绑销售车位|买房必须买车位，价格还高|停车位只卖不租",
        "房屋漏水墙面开裂|楼板有裂缝，开发商不来维修|交房不久就渗水",
        "拖欠农民工工资|干了半年的工钱没有发|包工头欠薪，要不到工资",
        "垃圾站恶臭难闻|垃圾几天没有清运|垃圾成堆，苍蝇很多",
        "道路坑洼不平|路面破损，车辆难行|公路烂了没有修复",
        "幼儿园收费太高|小区配套幼儿园没有转普惠|民办园学费涨了一倍",
        "搅拌站粉尘很大|混凝土车整天扬尘|水泥灰尘落满阳台",
        "公交车班次太少|等一趟公交要一小时|线路调整以后站点没了",
        "电梯经常停运|电梯困过人，没有检修|维修基金用不了，电梯坏着",
        "拆迁补偿没有到位|征收以后安置房一直没有分|过渡费停发",
        "平台卷款跑路|投资款要不回来，涉嫌集资诈骗|报案以后没有立案",
        "产权证办不下来|入住几年没有房产证|两证一直不办",
        "孩子没有学位|学区划片不合理，上不了学|招生名额不足",
        "违章搭建没有人拆|楼顶加建阳光房|私搭乱建占了公共地方",
        "广场舞音响扰民|每天唱歌到十点|喇叭声音太大",
        "污水直排河道|水体黑臭，鱼都死了|下水道污水外溢",
    )
)
FILLERS = [
    "尊敬的领导您好，",
    "希望有关部门尽快处理。",
    "已经反映过几次，一直没有人管。",
    "我们都是普通百姓，",
    "给大家的生活带来很大影响。",
    "盼望早日得到答复，谢谢。",
    "打过电话，对方答应处理，后来没有下文。",
    "附近住户意见很大，",
    "不知道应该找哪个单位，",
    "请派人到现场看一看。",
    "家里有老人和小孩，",
    "这种情况已经很久了。",
    "希望能给一个说法。",
    "多次沟通没有结果，",
    "以前不是这样的，今年开始才有。",
    "大家联名写过信。",
]


def messages(count: int) -> Iterator[tuple[Item, str]]:
    """Invented messages, each with the event it is about."""
    draw = random.Random(20261123)
    made = event = 0
    while made < count:
        place = "".join(_letter(draw) for _ in range(draw.choice((2, 3, 3, 4)))) + draw.choice(KINDS)
        for wording in draw.sample(EVENTS, draw.choice((1, 1, 2))):
            event += 1
            # Most events are told of once or by a few; now and then by many.
            for _ in range(min(count - made, draw.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, draw.randint(6, 60))))):
                yield _told(draw, str(made), place, wording), str(event)
                made += 1


def _letter(draw: random.Random) -> str:
    """Half of the letters of names are those that people like, half are any of the common ones (GB 2312, level 1)."""
    if draw.random() < 0.5:
        return draw.choice(LETTERS)
    return bytes((draw.randint(0xB0, 0xD6), draw.randint(0xA1, 0xFE))).decode("gb2312")


def _told(draw: random.Random, number: str, place: str, wording: list[str]) -> Item:
    subject = draw.choice(("A{n}区{place}{what}", "关于{place}{what}的投诉", "{place}{what}，何时解决"))
    before, after = (draw.sample(FILLERS, draw.randint(2, 5)) for _ in range(2))
    told = draw.sample(wording, draw.randint(1, 3))
    day = f"{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
    body = f"{''.join(before)}我家住在{place}附近，{'，'.join(told)}。{''.join(after)}{day}"
    return Item(
        number,
        subject.format(n=draw.randint(1, 9), place=place, what=draw.choice(wording).split("，")[0]),
        body,
    )


def with_minhash(items: list[Item]) -> dict[str, str]:
    """The side-by-side: MinHashLSH of two-letter shingles at half alike, what hangs together is one group."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=64)
    leader = {item.id: item.id for item in items}

    def root(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for item in items:
        text = item.subject + item.body
        sketch = MinHash(num_perm=64)
        sketch.update_batch([text[at : at + 2].encode() for at in range(len(text) - 1)])
        for other in index.query(sketch):
            leader[root(item.id)] = root(other)
        index.insert(item.id, sketch)
    return {item.id: root(item.id) for item in items}


def with_ours(items: list[Item]) -> dict[str, str]:
    """Our groups; who stands alone has a group of his own."""
    groups = parted(group(items), items)
    return {name: members[0] for members in groups.groups for name in members} | {
        name: name for name in groups.alone
    }


def measure(which: str, count: int) -> None:
    """One line of the table; runs in a process of its own."""
    made = list(messages(count))
    items, true = [item for item, _ in made], {item.id: event for item, event in made}
    del made
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    found = (with_ours if which == "ours" else with_minhash)(items)
    seconds = time.perf_counter() - start
    spent = resource.getrusage(resource.RUSAGE_SELF)
    result = score(found, true, [])
    letters = sum(len(item.subject) + len(item.body) for item in items)
    print(
        f"{which:8} {count:>9,} {letters / count:7.0f} {seconds:9.1f} "
        f"{spent.ru_utime + spent.ru_stime:8.1f} {before / 2**20:7.2f} {spent.ru_maxrss / 2**20:7.2f} "
        f"{result.precision:7.3f} {result.recall:7.3f} {result.f:7.3f} {result.small_group_recall:7.3f} "
        f"{max(Counter(found.values()).values()):8}",
        flush=True,
    )
    print(f"#{seconds}", file=sys.stderr)


def real() -> None:
    """The figures on the real set, where it is at hand."""
    folder = Path(os.environ.get("BIHUAN_DATA") or ROOT.parent / "shared" / "data") / "merging"
    if not folder.is_dir():
        print("真实数据不在手边，未测（BIHUAN_DATA）。")
        return
    from bihuan.management.grouping import group_file, score_files, score_lines

    out = Path(os.environ.get("TMPDIR", "/tmp")) / f"bihuan-groups-{os.getpid()}.csv"
    try:
        start = time.perf_counter()
        group_file(folder / "messages.xlsx", out)
        seconds = time.perf_counter() - start
        result = score_files(out, folder / "same_event_groups.csv", folder / "look_alike_but_different.csv")
    finally:
        out.unlink(missing_ok=True)
    print("\n".join([f"真实留言（读取和归并 {seconds:.1f} 秒）", *score_lines(result)]))


def main() -> int:
    """Each size in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--lsh", type=int, default=100_000)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.one[0], int(given.one[1]))
        return 0
    print(
        "by          messages letters   seconds      cpu "
        " GiB at   GiB at  B-cubed                 small "
        " largest"
    )
    print(
        "                                                "
        " start     peak  precis.  recall      f  recall "
        "   group"
    )
    last: tuple[int, float] | None = None
    for size in map(int, given.sizes.split(",")):
        for which in ("ours", "minhash") if size <= given.lsh else ("ours",):
            command = [sys.executable, __file__, "--one", which, str(size)]
            done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
            if done.returncode:
                print(f"{which}, {size:,}: not measured\n{done.stderr[-500:]}")
                continue
            if which == "ours":
                seconds = float(done.stderr.rpartition("#")[2])
                if last:
                    power = _power(last, (size, seconds))
                    print(f"         cost grows with the number of messages to the power of {power:.2f}")
                last = size, seconds
    real()
    return 0


def _power(one: tuple[int, float], other: tuple[int, float]) -> float:
    return log(other[1] / one[1]) / log(other[0] / one[0])


if __name__ == "__main__":
    sys.exit(main())
