"""Development: like the demo, with debug pages and mail on the console."""

from stagebureau.settings.base import BESTANDEN_DIR
from stagebureau.settings.demo import *  # noqa: F403 - settings modules build on each other

DEBUG = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BESTANDEN_DIR}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
