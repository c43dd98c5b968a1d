"""All settings, in one file, from typed environment variables. A wrong value stops the start with a sentence."""

import base64
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
WEB_DIR = Path(__file__).resolve().parents[1] / "bihuan" / "web"


def text(name: str, default: str) -> str:
    """A text setting."""
    return os.environ.get(name, default)


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


# Everything this installation writes lies under one folder: the ledger, evidence, keys.
VAR_DIR = Path(text("BIHUAN_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str, file: str) -> str:
    """A secret from the environment, else from a file under var/ made once and readable by its owner only."""
    if value := os.environ.get(name):
        return value
    path = VAR_DIR / file
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as stream:
        stream.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


# Tracebacks on the page, and the design page: for developers only.
DEBUG = flag("BIHUAN_DEBUG", default=False)
# Signs sessions and forms.
SECRET_KEY = kept_secret("BIHUAN_SECRET_KEY", "secret.key")
# Opens citizens' contact details: keep it apart from the database and its backups.
CONTACT_KEY = base64.urlsafe_b64decode(kept_secret("BIHUAN_CONTACT_KEY", "contact.key"))
if len(CONTACT_KEY) != 32:
    raise ImproperlyConfigured("BIHUAN_CONTACT_KEY: 请填 32 字节密钥的 base64 编码")

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
            "builtins": [f"bihuan.web.templatetags.{name}" for name in ("ui", "ui_formats", "ui_forms")],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Where the ledger is kept; without it SQLite under var/.
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'bihuan.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
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
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
BLOB_DIR = VAR_DIR / "blobs"
# The largest file that is taken, in MB.
UPLOAD_LIMIT = number("BIHUAN_UPLOAD_LIMIT_MB", 50) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# What the public pages print as the name of the site.
SITE_UNIT = text("BIHUAN_SITE_UNIT", "")

# What is written to the console: WARNING, INFO …
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": text("BIHUAN_LOG_LEVEL", "WARNING")},
}
# Locking by user name alone is meant: whole offices share one address, and one colleague must not lock out the rest.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
