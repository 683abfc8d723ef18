"""Tests about the project as Django and Celery see it: clock, migrations, templates."""

import re
from pathlib import Path

import pytest
from celery.signals import beat_init
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template

from stagebureau.celery import app

ROOT = Path(__file__).resolve().parent.parent
OWN_APPS = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
TEMPLATE_FOLDERS = [ROOT / "templates", *(Path(config.path) / "templates" for config in OWN_APPS)]
TEMPLATES = sorted(
    (str(path.relative_to(folder)), path)
    for folder in TEMPLATE_FOLDERS
    if folder.exists()
    for path in folder.rglob("*.html")
)


def test_every_clock_entry_names_a_task_that_exists():
    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert isinstance(entry["schedule"], (int, float)), (
            f"{name}: a plain interval; crontabs skip at the clock change"
        )


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_of_each_app_form_one_line():
    loader = MigrationLoader(None)
    branches = {config.label: loader.graph.leaf_nodes(config.label) for config in OWN_APPS}
    assert {label: leaves for label, leaves in branches.items() if len(leaves) > 1} == {}


@pytest.mark.parametrize("name", [name for name, _ in TEMPLATES])
def test_template_compiles(name):
    get_template(name)


INLINE = re.compile(
    r"""<script(?![^>]*(?:\bsrc=|type="application/json"))|<style\b|\sstyle=|\son[a-z]+=|\bhx-on\b|javascript:""",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "path"), TEMPLATES, ids=[name for name, _ in TEMPLATES])
def test_template_has_nothing_inline(name, path):
    """The Content Security Policy would block it; PDF templates keep the same rule, for one way of working."""
    text = re.sub(r"\{#.*?#\}|\{% comment.*?\{% endcomment %\}|\{%.*?%\}", "", path.read_text(), flags=re.DOTALL)
    assert [match.group().strip() for match in INLINE.finditer(text)] == []


def test_old_rings_of_the_clock_expire_before_the_next():
    for name, entry in app.conf.beat_schedule.items():
        assert 0 < entry["options"]["expires"] <= entry["schedule"], name


def test_clock_rings_for_everything_when_it_starts():
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.clear()
        beat_init.send(sender=None)
        rung = [queue.get(timeout=5).headers["task"] for _ in app.conf.beat_schedule]
    assert sorted(rung) == sorted(entry["task"] for entry in app.conf.beat_schedule.values())
