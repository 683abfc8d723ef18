"""Demo on one machine: SQLite, embedded broker, mail only in the portal, invented people."""

from stagebureau.settings.base import *  # noqa: F403 - settings modules build on each other
from stagebureau.settings.base import VAR_DIR, env
from stagebureau.settings.sleutel import lees_of_maak_sleutel

DEMO = True
SECRET_KEY = env.str("SECRET_KEY", default="") or lees_of_maak_sleutel(VAR_DIR)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MFA_VERPLICHT = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SESSION_IDLE_SECONDS = 12 * 60 * 60
VEEGRONDE_SECONDEN = env.int("VEEGRONDE_SECONDEN", default=15 * 60)
