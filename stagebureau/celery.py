"""The Celery app. The broker is a doorbell: what must happen stands in the database, a sweep finds what was missed."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagebureau.settings")

app = Celery("stagebureau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def forget_missed_rings(sender: Celery, **_kwargs: object) -> None:
    """Let a ring of the clock expire when the next one is due: a worker that was away finds no pile of old rings."""
    for entry in sender.conf.beat_schedule.values():
        entry.setdefault("options", {}).setdefault("expires", entry["schedule"])


@beat_init.connect
@beat_embedded_init.connect
def ring_at_once(**_kwargs: object) -> None:
    """Ring for every entry when the clock starts: after a stop the sweeps need not wait for their interval."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"], **entry["options"])
