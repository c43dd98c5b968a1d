"""The real settings on a folder that is thrown away. Nothing that decides anything differs from production."""

import os
import tempfile
from pathlib import Path

KEPT = {"BIHUAN_DATA", "BIHUAN_INTEROP", "BIHUAN_MAY_SKIP", "BIHUAN_REQUIRE_ALL", "BIHUAN_TEST_DIR"}
# A developer's own BIHUAN_… settings must not change what the tests see.
for name in list(os.environ):
    if name.startswith("BIHUAN_") and name not in KEPT:
        del os.environ[name]

# pytest-xdist's workers live inside the folder of the process that started them; that one removes it at its end.
if "PYTEST_XDIST_WORKER" in os.environ:
    folder = Path(os.environ["BIHUAN_TEST_DIR"]) / os.environ["PYTEST_XDIST_WORKER"]
else:
    kept = tempfile.TemporaryDirectory(prefix="bihuan-test-")
    os.environ["BIHUAN_TEST_DIR"] = kept.name
    folder = Path(kept.name)
os.environ["BIHUAN_VAR"] = str(folder / "var")

# The folder must be chosen before the settings are read.
from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STATIC_ROOT  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in production, not the usual ":memory:": there two threads would share one connection, and so one
    # transaction, and a live server or two closers at once would prove nothing.
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}

# The real hash is slow on purpose; a suite that logs in hundreds of times cannot afford it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Nobody ran collectstatic here; whitenoise finds the files where they are written, and warns of a missing folder.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
