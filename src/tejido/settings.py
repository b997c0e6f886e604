"""One settings file, read from the environment only; anything missing or wrong stops the start with a sentence that says what to do.

TEJIDO_HOME          folder of the database, the uploads and the secret key (default: ./var)
TEJIDO_KEYS          folder of the keys that open sealed values (default: keys in TEJIDO_HOME; better on another disk than the database)
TEJIDO_DATABASE_URL  postgres://user:password@host:port/name (default: SQLite in TEJIDO_HOME)
TEJIDO_DATABASE_OWNER_URL  the same with the role that owns the tables and migrates them, when another one serves (PostgreSQL; recommended)
TEJIDO_HOSTS         comma-separated host names that may be served (default: local addresses)
TEJIDO_SECRET_KEY    secret (default: made on the first start and kept in TEJIDO_HOME)
TEJIDO_HTTPS         1 when served over HTTPS: secure cookies and HSTS (default: 0)
TEJIDO_DEBUG         1 for developers (default: 0)
TEJIDO_EMAIL_URL     smtp://user:password@host:port (default: messages are kept as files in TEJIDO_HOME/mail)
TEJIDO_ENGINE        where cells are counted: empty for DuckDB in this process, spark://host:7077 for a cluster (docs/guides/engine.md; also _MEMORY, _THREADS, _PATIENCE)
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tejido.accounts.limits import LIMITS
from tejido.core import sqlite_library
from tejido.core.secret import kept_secret

PACKAGE = Path(__file__).resolve().parent


def flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


HOME = Path(os.environ.get("TEJIDO_HOME", "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # messages that wait for a mail server lie in it, with their links
DEBUG = flag("TEJIDO_DEBUG")
HTTPS = flag("TEJIDO_HTTPS")
KEYS_HOME = Path(os.environ.get("TEJIDO_KEYS") or HOME / "keys").resolve()
ERASED_TO = os.environ.get("TEJIDO_ERASED_TO") or None  # a folder on another machine or disk: the list of who left (core/keys/elsewhere.py)
SECRET_KEY = os.environ.get("TEJIDO_SECRET_KEY") or kept_secret(HOME / "secret_key")
ALLOWED_HOSTS = [h for h in os.environ.get("TEJIDO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "tejido.core",
    "tejido.ui",
    "tejido.accounts",
    "tejido.network",
    "tejido.people",
    "tejido.programmes",
    "tejido.outcomes",
    "tejido.impact",
    "tejido.interop",
    "tejido.publishing",
    "tejido.api",
    "tejido.privacy",
    "tejido.desk",
    "tejido.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "tejido.core.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "tejido.core.limits.Limits",
    "django.middleware.security.SecurityMiddleware",
    "tejido.ui.help.HelpFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tejido.accounts.pace.EvenPace",
    "django.middleware.gzip.GZipMiddleware",  # pages travel compressed, padded at random so that their length tells nothing of secrets
    "tejido.network.bearer.Bearer",
    "tejido.accounts.session_names.HashedSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tejido.accounts.sessions.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tejido.network.gate.Gate",
]

ROOT_URLCONF = "tejido.urls"
WSGI_APPLICATION = "tejido.wsgi.application"
FORM_RENDERER = "tejido.ui.forms.TejidoFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tejido.desk.context.desk",
                "tejido.demo.context.sign_in_help",
            ],
        },
    }
]


def database(variable: str = "TEJIDO_DATABASE_URL") -> dict[str, object]:
    """PostgreSQL by one variable; otherwise SQLite set so that what is acknowledged is on the disk (see ADR 0003). Both with the wall up."""
    url = os.environ.get(variable, "")
    if not url:
        return {
            "ENGINE": "tejido.core.walls.sqlite3",
            "NAME": HOME / "tejido.sqlite3",
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": sqlite_library.PRAGMAS},
        }
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{variable} must begin with postgres://, not {parts.scheme}://. Leave it empty to use SQLite.")
    return {
        "ENGINE": "tejido.core.walls.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database()}
DATABASE_ROLE = str(DATABASES["default"].get("USER", ""))
DATABASE_OWNER = database("TEJIDO_DATABASE_OWNER_URL") if os.environ.get("TEJIDO_DATABASE_OWNER_URL") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English"), ("hu", "Magyar")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["tejido.ui.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TEJIDO_TIME_ZONE", "America/El_Salvador")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_500  # the widest register: 200 columns, two boxes each, and the words of some
DATA_UPLOAD_MAX_NUMBER_FILES = 2
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["tejido.accounts.passwords.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tejido.accounts.passwords.LengthByFactor"},
    {"NAME": "tejido.accounts.passwords.NotKnown"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
SESSION_ENGINE = "tejido.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600  # the limits that hold: accounts/sessions.py
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sessionid", "__Host-csrftoken") if HTTPS else ("sessionid", "csrftoken")
# Wrong guesses and used one-time codes: one count for all processes, which a restart does not forget.
CACHES = {
    "default": {
        "BACKEND": "tejido.accounts.counts.Counts",
        "LOCATION": "accounts_counts",
        "KEY_FUNCTION": "tejido.accounts.limits.nameless",
    }
}
ENTRANCE_SECONDS = 0.25  # how long the answers of the entrance take, for a known and for an unknown address (accounts/pace.py)
PASSWORD_RESET_TIMEOUT = 72 * 3600  # an invitation; a new password has one hour (accounts/links.py)
LANGUAGE_COOKIE_NAME = "__Host-django_language" if HTTPS else "django_language"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie of its own
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ACCOUNT_ADAPTER = "tejido.accounts.adapter.InvitedOnly"
ACCOUNT_FORMS = {"request_login_code": "tejido.accounts.forms.CodeByMail"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "tejido.accounts.links.OneTimeLinks"  # noqa: S105
ACCOUNT_RATE_LIMITS = LIMITS
# Behind its proxy every browser has the proxy's address: guesses are counted by the one that the proxy tells, or ten wrong ones shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_FORMS = {"authenticate": "tejido.accounts.forms.SecondStep"}
MFA_ADAPTER = "tejido.accounts.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tejido"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# To the journal of whoever runs the server. Django's own answer to a failure of ours is a mail to administrators, of whom there are none here.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {} if DEBUG else {"wordless": {"()": "tejido.core.journal.Wordless"}},
    "handlers": {"journal": {"class": "logging.StreamHandler"} | ({} if DEBUG else {"formatter": "wordless"})},
    "root": {"handlers": ["journal"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # addresses that nobody may open carry codes of persons
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def mail() -> dict[str, object]:
    """Outgoing mail. Without a server messages stay on the disk, so that nothing is lost and nothing is sent by mistake."""
    url = os.environ.get("TEJIDO_EMAIL_URL", "")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(HOME / "mail")}
    parts = urlparse(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured("TEJIDO_EMAIL_URL must begin with smtp:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
    }


EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs holds no worker
globals().update(mail())
DEFAULT_FROM_EMAIL = os.environ.get("TEJIDO_FROM", "tejido@localhost")
SITE_NAME = _("Tejido")
# Subdomains and the browsers' preload list are for who owns the domain to decide, not for one server of it.
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W005", "security.W021"]
