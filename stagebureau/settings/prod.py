"""Production: PostgreSQL and Redis by environment; refuses to start with unsafe values."""

import structlog
from django.core.exceptions import ImproperlyConfigured

from stagebureau.settings.base import *  # noqa: F403 - settings modules build on each other
from stagebureau.settings.base import ALLOWED_HOSTS, DATABASES, LOGGING, SECRET_KEY, SITE_URL, env

MIN_SECRET_LENGTH = 50

# One JSON object a line, for a log collector; never a request body or a personal text.
LOGGING["formatters"]["json"] = {
    "()": "structlog.stdlib.ProcessorFormatter",
    "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
    "foreign_pre_chain": [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.format_exc_info,
    ],
}
LOGGING["handlers"]["scherm"]["formatter"] = "json"


def _weiger(fouten: list[str]) -> None:
    if fouten:
        msg = "Stagebureau start niet, want de instellingen zijn niet veilig:\n- " + "\n- ".join(fouten)
        raise ImproperlyConfigured(msg)


_weiger(
    [
        tekst
        for fout, tekst in [
            (len(SECRET_KEY) < MIN_SECRET_LENGTH, "SECRET_KEY ontbreekt of is korter dan 50 tekens."),
            (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS moet de eigen adressen noemen, zonder '*'."),
            (env.bool("DEBUG", default=False), "DEBUG mag in productie niet aan staan."),
            (not SITE_URL.startswith("https://"), "SITE_URL moet met https:// beginnen."),
            (not env.str("DATABASE_URL", default=""), "DATABASE_URL ontbreekt."),
            (not env.str("BROKER_URL", default=""), "BROKER_URL ontbreekt."),
            (not env.str("EMAIL_URL", default=""), "EMAIL_URL ontbreekt."),
        ]
        if fout
    ]
)

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {
        "pool": True,
        "options": "-c statement_timeout=10000 -c lock_timeout=5000",
    }
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("AANTAL_PROXYS", default=1)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
REDIS_CACHE_URL = env.str("CACHE_URL", default="")
if REDIS_CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_CACHE_URL,
            # A Redis that hangs is as good as one that is gone: no page waits for it.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
