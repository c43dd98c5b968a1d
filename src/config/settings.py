"""All settings, in one file, from typed environment variables. A wrong value stops the start with a sentence."""

import base64
import logging
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
WEB_DIR = Path(__file__).resolve().parents[1] / "bihuan" / "web"
# Set by the console script for what only reads (bihuan read, docs, --help): then nothing is made, not even a folder.
READ_ONLY = os.environ.get("BIHUAN_READ_ONLY") == "1"


def text(name: str, default: str) -> str:
    """A text setting. One that is set to nothing counts as not set: an empty path would be the current folder."""
    return os.environ.get(name) or default


def flag(name: str, default: bool) -> bool:
    """A yes/no setting: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name}={value!r}: 请填 1 或 0")
    return default


def number(name: str, default: int) -> int:
    """A whole-number setting."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: 请填整数") from error


def writable_folder(name: str) -> Path:
    """The folder that the setting ``name`` chooses, made for its owner only."""
    if not READ_ONLY and not os.environ.get(name) and not (BASE_DIR / "pyproject.toml").is_file():
        # A copy that pip installed lies in site-packages: a ledger there would go with the next upgrade.
        raise ImproperlyConfigured(f"{name}：程序不是从源代码文件夹运行的，请用它指明存放台账和密钥的文件夹")
    folder = Path(text(name, str(BASE_DIR / "var")))
    make_folder(folder)
    return folder


def make_folder(folder: Path) -> None:
    """Make ``folder`` where it is missing, unless this process only reads."""
    if READ_ONLY:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise ImproperlyConfigured(
            f"文件夹“{folder}”不能建立或者使用，请核对路径和权限，或者用环境变量 BIHUAN_VAR 另指一处"
        ) from error


def kept_secret(name: str, file: str) -> str:
    """A secret from the environment, else from a file under var/ made once and readable by its owner only."""
    if value := os.environ.get(name):
        return value
    path = VAR_DIR / file
    try:
        if not READ_ONLY:
            keep_new_secret(path)
        value = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        if READ_ONLY:
            # Whoever only reads signs and seals nothing; Django merely wants to see a value.
            return new_secret()
        raise ImproperlyConfigured(
            f"密钥文件“{path}”不能读写，请核对权限，或者设置环境变量 {name}"
        ) from error
    if not value and not READ_ONLY:
        raise ImproperlyConfigured(f"密钥文件“{path}”是空的，请从备份恢复，或者设置环境变量 {name}")
    return value or new_secret()


def keep_new_secret(path: Path) -> None:
    """Write a new secret to ``path``; one that is there stays."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as stream:
        stream.write(new_secret())


def new_secret() -> str:
    """32 random bytes as base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def aes_key(name: str, encoded: str) -> bytes:
    """The 32 bytes that ``encoded`` stands for."""
    try:
        key = base64.urlsafe_b64decode(encoded)
    except ValueError:  # binascii.Error is one
        key = b""
    if len(key) != 32:
        # The value itself is a secret and is not repeated.
        raise ImproperlyConfigured(f"{name}：请填 32 字节密钥的 base64 编码")
    return key


def database(name: str, url: str) -> dict[str, Any]:
    """What Django wants to know of the database at ``url``."""
    try:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        # The address holds a password and is not repeated.
        raise ImproperlyConfigured(
            f"{name}：数据库地址无法识别，应形如 postgres://用户:密码@主机/库名"
        ) from error


def log_level(name: str, default: str) -> str:
    """A level that ``logging`` knows."""
    level = text(name, default).upper()
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"{name}={level!r}：请填 DEBUG、INFO、WARNING 或 ERROR")
    return level


# Everything this installation writes lies under one folder: the ledger, evidence, keys.
VAR_DIR = writable_folder("BIHUAN_VAR")

# Tracebacks on the page, and the design page: for developers only.
DEBUG = flag("BIHUAN_DEBUG", default=False)
# Signs sessions and forms.
SECRET_KEY = kept_secret("BIHUAN_SECRET_KEY", "secret.key")
# Opens citizens' contact details: keep it apart from the database and its backups.
CONTACT_KEY = aes_key("BIHUAN_CONTACT_KEY", kept_secret("BIHUAN_CONTACT_KEY", "contact.key"))

# The names the site is reached by, comma-separated.
ALLOWED_HOSTS = text("BIHUAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# Its origins when behind a proxy (https://…), comma-separated.
CSRF_TRUSTED_ORIGINS = [origin for origin in text("BIHUAN_ORIGINS", "").split(",") if origin]
# Behind a TLS proxy that sets X-Forwarded-Proto: secure cookies, HSTS, redirect.
BEHIND_TLS = flag("BIHUAN_TLS", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "bihuan",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bihuan.web.navigation.context",
            ],
            "builtins": [
                f"bihuan.web.templatetags.{name}"
                for name in ("ui", "ui_charts", "ui_formats", "ui_forms", "ui_log")
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Where the ledger is kept; without it SQLite under var/.
DATABASES: dict[str, Any] = {
    "default": database("DATABASE_URL", text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'bihuan.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing half-way through an act.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
        # A search reads every text; mapped memory spares it a copy of the file.
        "PRAGMA mmap_size=1073741824;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "bihuan.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "login"
# 等保 8.1.4.1 b: five failures lock the account for twenty minutes; thirty idle minutes end the session.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 3
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = [WEB_DIR / "static"]
make_folder(STATIC_ROOT)
WHITENOISE_USE_FINDERS = True
BLOB_DIR = VAR_DIR / "blobs"
# Where an office puts the fonts it has a licence for; papers are set in them where they are there.
FONT_DIR = Path(text("BIHUAN_FONTS", str(VAR_DIR / "fonts")))
# The largest file that is taken, in MB.
UPLOAD_LIMIT = number("BIHUAN_UPLOAD_LIMIT_MB", 50) * 1024 * 1024
# The largest video that is taken as evidence, in MB.
VIDEO_LIMIT = number("BIHUAN_VIDEO_LIMIT_MB", 200) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "bihuan.web.uploads.OnDisk",
]
# web.uploads bounds the files that are kept while a request lasts; this one only ends a request without an end.
DATA_UPLOAD_MAX_NUMBER_FILES = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The folder of the public log (docs/log.md), which may be copied to any web server.
LOG_DIR = Path(text("BIHUAN_LOG", str(VAR_DIR / "log")))
# The key that signs the public log; made by `bihuan keys make`.
LOG_KEY = Path(text("BIHUAN_LOG_KEY", str(VAR_DIR / "log.key")))

# Whether messages may be sent to this machine itself (a mail relay on localhost). Otherwise such a channel is refused.
CHANNEL_LOCAL = flag("BIHUAN_CHANNEL_LOCAL", default=False)

# Where the public reaches the site: printed on papers, as the address that a QR code leads to.
PUBLIC_ADDRESS = text("BIHUAN_PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# What the public pages print as the name of the site.
SITE_UNIT = text("BIHUAN_SITE_UNIT", "")

# What is written to the console: WARNING, INFO …
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": log_level("BIHUAN_LOG_LEVEL", "WARNING")},
}
# Locking by user name alone is meant: whole offices share one address, and one colleague must not lock out the rest.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
