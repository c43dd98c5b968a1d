"""Who plays: the units of the invented zone, one user for each role and unit, one password for all."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from bihuan.access.actor import Actor, Role
from bihuan.people.models import Post, Unit, User, actor_of

PASSWORD = "bihuan-demo-2026"  # noqa: S105 -- printed on the screen; it opens nothing but the demonstration
CITY = "沧屿市"
ZONE = "沧屿市望潮港片区管理委员会"
OFFICE = "管委会办公室"
COORDINATOR = "督查考评局"
HANDLING_UNITS = {
    "city": "城市管理局",
    "market": "市场监管局",
    "ecology": "生态环境局",
    "building": "规划建设局",
    "transport": "交通港航局",
    "economy": "经济发展局",
    "society": "社会事务局",
    "inspection": COORDINATOR,
}
# Two for each of HANDLING_UNITS, in its order: the leader who signs, the liaison who types.
HANDLING_NAMES = (
    ("吴桐", "孔令仪"), ("郑北辰", "曹以南"), ("冯越", "严知秋"), ("陈砚秋", "华景行"),
    ("褚明远", "金书言"), ("卫长河", "魏南星"), ("许云谏", "陶一帆"), ("王屿", "姜怀远"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Player:
    """One log-in: the key the story calls it by is the user name."""

    username: str
    name: str
    role: Role
    unit: str


PLAYERS = (
    Player("coordinator", "赵望舒", Role.COORDINATOR, COORDINATOR),
    Player("leader", "钱知远", Role.SENIOR_LEADER, ZONE),
    # One verifies, the other calls and looks back; the third answers severe doubts from another unit.
    Player("verifier", "孙若谷", Role.VERIFIER, OFFICE),
    Player("caller", "何之舟", Role.VERIFIER, OFFICE),
    Player("second-verifier", "秦越川", Role.VERIFIER, COORDINATOR),
    Player("reviewer", "李闻溪", Role.REVIEWER, ZONE),
    *(
        player
        for (key, unit), (leader, liaison) in zip(HANDLING_UNITS.items(), HANDLING_NAMES, strict=True)
        for player in (
            Player(f"{key}-leader", leader, Role.UNIT_LEADER, unit),
            Player(f"{key}-liaison", liaison, Role.LIAISON, unit),
        )
    ),
    Player("viewer", "周牧野", Role.VIEWER, CITY),
    Player("admin", "施仲明", Role.SYSTEM_ADMIN, ZONE),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors by user name and the units by short name."""

    actors: dict[str, Actor]
    units: dict[str, Unit]

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]


def make_cast() -> Cast:
    """Create the units, the users and their posts."""
    units = _units()
    # One hash for everybody: the password is public, and twenty slow hashes would keep people waiting.
    password = make_password(PASSWORD)
    actors = {}
    for player in PLAYERS:
        user = User.objects.create(username=player.username, name=player.name, password=password)
        Post.objects.create(user=user, unit=units[player.unit], role=player.role)
        actors[player.username] = actor_of(user)
    return Cast(actors, units)


def _units() -> dict[str, Unit]:
    city = Unit.objects.create(name=CITY, is_area=True)
    zone = Unit.objects.create(name=ZONE, short_name="望潮港片区", parent=city, is_area=True)
    office = Unit.objects.create(
        name=f"{ZONE}办公室", short_name=OFFICE, parent=zone, phone="0990-8000101", address="望潮大道1号"
    )
    units = {CITY: city, ZONE: zone, OFFICE: office}
    for at, name in enumerate(HANDLING_UNITS.values(), start=2):
        phone = f"0990-80001{at:02}"
        units[name] = Unit.objects.create(
            name=f"望潮港片区{name}", short_name=name, parent=zone, phone=phone, address="望潮大道1号"
        )
    return units
