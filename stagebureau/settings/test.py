"""Tests: unforgiving and fast. Demo data may be made, so DEMO is on; forced second step is on as in production."""

import tempfile
from pathlib import Path

from stagebureau.settings.base import *  # noqa: F403 - settings modules build on each other
from stagebureau.settings.base import TEMPLATES, database, env

DEMO = True
SECRET_KEY = "alleen-voor-de-tests-van-stagebureau-niet-geheim"  # noqa: S105 - protects nothing
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
VAR_DIR = Path(env.str("STAGEBUREAU_VAR", default="") or tempfile.mkdtemp(prefix="stagebureau-test-"))
BESTANDEN_DIR = VAR_DIR / "bestanden"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database("sqlite:///:memory:")}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BESTANDEN_DIR}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PDF_IN_KIND = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = env.str("BROKER_URL", default="memory://")
if CELERY_BROKER_URL.startswith("memory"):
    CELERY_BROKER_TRANSPORT = None
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
MFA_VERPLICHT = env.bool("MFA_VERPLICHT", default=False)
for _engine in TEMPLATES:
    _engine["OPTIONS"]["debug"] = True
