"""The cast of every story: 赵钱孙李周吴郑王冯陈褚卫, and the units they work in. No name here belongs to anybody.

滨海市
├─ 临港产业园区          钱 senior leader, 吴 reviewer, 陈 system administrator
│   ├─ 管委会办公室      周 and 韩 verifiers: one verifies, the other calls and looks back
│   ├─ 组织人社局        赵 coordinator, 褚 liaison and 蒋 leader of the same bureau
│   ├─ 综合执法局        孙 leader, 李 liaison
│   │   └─ 路灯管理所    沈 liaison
│   └─ 建设局            郑 leader, 王 liaison, 杨 verifier
├─ 望海新区              卫 coordinator of another zone's bureau, also called 组织人社局
└─ 冯 looks on from the city (绩效办)
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import OPERATOR, Actor, Role
from bihuan.access.acts import Act
from bihuan.journal.record import record
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.people.models import Post, Unit, User, actor_of

# Before anything else happens in any story.
BEGUN = datetime(2022, 5, 20, 8, tzinfo=OFFICE_ZONE)
PASSWORD = "园区-路灯-三十六盏"

# user name: name, unit, role
PEOPLE: dict[str, tuple[str, str, Role]] = {
    "zhao": ("赵一", "coordinator", Role.COORDINATOR),
    "qian": ("钱二", "zone", Role.SENIOR_LEADER),
    "sun": ("孙三", "enforcement", Role.UNIT_LEADER),
    "li": ("李四", "enforcement", Role.LIAISON),
    "zhou": ("周五", "office", Role.VERIFIER),
    "han": ("韩小五", "office", Role.VERIFIER),
    "wu": ("吴六", "zone", Role.REVIEWER),
    "zheng": ("郑七", "construction", Role.UNIT_LEADER),
    "wang": ("王八一", "construction", Role.LIAISON),
    "yang": ("杨小六", "construction", Role.VERIFIER),
    "feng": ("冯九", "city", Role.VIEWER),
    "chen": ("陈十", "zone", Role.SYSTEM_ADMIN),
    "chu": ("褚小一", "coordinator", Role.LIAISON),
    "jiang": ("蒋小二", "coordinator", Role.UNIT_LEADER),
    "shen": ("沈小三", "lamps", Role.LIAISON),
    "wei": ("卫小四", "elsewhere", Role.COORDINATOR),
}
# unit: name, short name, parent, whether it is an area
UNITS: dict[str, tuple[str, str, str, bool]] = {
    "city": ("滨海市", "", "", True),
    "zone": ("临港产业园区管理委员会", "临港产业园区", "city", True),
    "office": ("管委会办公室", "", "zone", False),
    "coordinator": ("组织人社局", "", "zone", False),
    "enforcement": ("综合执法局", "", "zone", False),
    "lamps": ("路灯管理所", "", "enforcement", False),
    "construction": ("建设局", "", "zone", False),
    "other_zone": ("望海新区管理委员会", "望海新区", "city", True),
    "elsewhere": ("组织人社局", "", "other_zone", False),
}


@dataclass
class Cast:
    """Everybody, as units, as accounts and as actors."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def assemble(cls) -> "Cast":
        """Make the units, the accounts and the posts."""
        cast = cls()
        for key, (name, short_name, parent, is_area) in UNITS.items():
            cast.units[key] = Unit.objects.create(
                name=name, short_name=short_name, parent=cast.units.get(parent), is_area=is_area
            )
        for username, (name, unit, role) in PEOPLE.items():
            cast.users[username] = User.objects.create_user(username, PASSWORD, name)
            cast.give_post(username, unit, role)
        with transaction.atomic():
            record(
                Act.SET_UP_LEDGER,
                by=OPERATOR,
                now=BEGUN,
                subject_kind="user",
                subject_id=cast.users["chen"].pk,
                sentence="建立台账",
            )
        return cast

    def give_post(self, username: str, unit: str, role: Role) -> Actor:
        """One more post for somebody; their actor as it is from now on."""
        Post.objects.create(user=self.users[username], unit=self.units[unit], role=role)
        self.actors[username] = actor_of(self.users[username])
        return self.actors[username]

    def take_posts(self, username: str) -> None:
        """Somebody leaves all their posts, to be given another."""
        Post.objects.filter(user=self.users[username]).delete()
        self.actors[username] = actor_of(self.users[username])

    def everybody(self) -> list[Actor]:
        """All actors, in the order of the surnames."""
        return list(self.actors.values())
