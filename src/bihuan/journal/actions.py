"""The one act on the log itself: changing the key that signs it."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.journal.record import record
from bihuan.journal.sealing import seal_new
from bihuan.journal.signing import the_log
from tlog.keys import make_key
from tlog.note import PublicKey


def rotate_log_key(*, by: Actor, now: datetime) -> PublicKey:
    """更换日志密钥: the log itself says so, under the old key, before the new one signs anything.

    The old key file stays beside the new one with the day in its name. Raises Refused without a key.
    """
    log = the_log()
    path = Path(settings.LOG_KEY)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    new = make_key(fresh, log.key.name)
    with transaction.atomic():
        record(
            Act.ROTATE_LOG_KEY,
            by=by,
            now=now,
            subject_kind="log",
            subject_id=0,
            sentence="更换公开日志的密钥",
            public={"old_key": str(log.key.public()), "new_key": str(new)},
            about=log.key.name,
        )
    seal_new(log, now)
    os.link(path, path.with_name(f"{path.name}.{now:%Y%m%d%H%M%S}"))
    fresh.replace(path)
    return new
