"""The staff of the invented harbour zone 望潮港, each at a browser. Who does what: ``test_through_forms``."""

from bihuan.access.actor import Role
from bihuan.cases.models import Case
from bihuan.intake.models import Opinion
from bihuan.people.models import Post, Unit, User
from tests.stories.forms import Browser, Typed, Watch

PASSWORD = "地砖-八百平方米"

UNITS = {
    "管委会办公室": "0990-8000301",
    "督查考评局": "0990-8000302",
    "城市管理局": "0990-8000303",
}
ZONE = "沧屿市望潮港片区管理委员会"
PEOPLE = {
    "zhao": ("赵一", [("督查考评局", Role.COORDINATOR)]),
    "qian": ("钱二", [(ZONE, Role.SENIOR_LEADER)]),
    "sun": ("孙三", [("城市管理局", Role.UNIT_LEADER)]),
    "li": ("李四", [("城市管理局", Role.LIAISON)]),
    "zhou": ("周五", [("管委会办公室", Role.VERIFIER)]),
    # Who verified neither calls nor looks back.
    "han": ("韩七", [("管委会办公室", Role.VERIFIER)]),
    "wu": ("吴六", [(ZONE, Role.REVIEWER), ("督查考评局", Role.COORDINATOR)]),
    "zheng": ("郑八", [(ZONE, Role.REVIEWER)]),
}


class Office:
    """Everybody's browser, the public's, the clock on the wall, and the number of the case it is about."""

    def __init__(self, watch: Watch, number: str) -> None:
        self.watch, self.number = watch, number
        browsers = {name: logged_in(name) for name in PEOPLE}
        self.zhao, self.qian, self.sun, self.li = (browsers[name] for name in ("zhao", "qian", "sun", "li"))
        self.zhou, self.han, self.wu, self.zheng = (browsers[name] for name in ("zhou", "han", "wu", "zheng"))
        self.public = Browser()

    # The addresses of the story's case and opinions, once they are there.
    @property
    def case(self) -> str:
        return f"/cases/{Case.objects.get(number=self.number).pk}"

    @staticmethod
    def opinion(number: str) -> str:
        return f"/opinions/{Opinion.objects.get(number=number).pk}"

    def at(self, who: Browser, act: str) -> Browser:
        """The page of an act by its address, as somebody has it who left it open since the morning."""
        return who.opens(f"{self.case}/{act}")

    def goes_on(self, who: Browser, link: str, button: str = "", typed: Typed | None = None) -> Browser:
        """From the page of the case along a button there, to the form, and back."""
        done = who.opens(self.case).clicks(link).sends(button or link, typed)
        assert done.page.url == self.case
        return done.sees("已办理")


def the_staff() -> None:
    """People are reference data: an administrator has entered them."""
    city = Unit.objects.create(name="沧屿市", is_area=True)
    units = {ZONE: Unit.objects.create(name=ZONE, parent=city, is_area=True)}
    for name, phone in UNITS.items():
        units[name] = Unit.objects.create(name=name, parent=units[ZONE], phone=phone, address="望潮大道1号")
    for username, (name, posts) in PEOPLE.items():
        user = User.objects.create_user(username, PASSWORD, name)
        for unit, role in posts:
            Post.objects.create(user=user, unit=units[unit], role=role)


def logged_in(username: str) -> Browser:
    """Through the front door."""
    browser = Browser().opens("/")
    assert browser.page.url.startswith("/login")
    browser.sends("登录", {"username": username, "password": PASSWORD})
    return browser.sees(PEOPLE[username][0])
