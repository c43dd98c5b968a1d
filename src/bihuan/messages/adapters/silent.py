"""An adapter that sends nothing and remembers what it was given: for tests, and for trying a ledger out."""

from dataclasses import dataclass, field

from bihuan.messages.adapters.parcel import Account, Parcel


@dataclass
class Silent:
    """Takes everything."""

    taken: list[Parcel] = field(default_factory=list)

    def __call__(self, account: Account, parcel: Parcel) -> None:
        self.taken.append(parcel)
