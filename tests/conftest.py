"""What every test has: own templates that refuse unknown variables, an empty cache, a browser that stays at home."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.db import connection, transaction
from django.template import engines
from django.template.base import Node
from pytest_django.plugin import blocking_manager_key

from tests import sjabloon

ROOT = Path(__file__).resolve().parent.parent
OWN_FOLDERS = tuple(str(path) for path in (ROOT / "templates", *ROOT.glob("*/templates")))
DEFAULT_FILTERS = {"default", "default_if_none"}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # pytest-socket cannot see what the browser does, so the browser knows no name but the local one.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


class UnknownVariable:
    """Stands in for `string_if_invalid`: an unknown variable in one of our own templates fails the test."""

    def __str__(self) -> str:
        return ""

    def __contains__(self, key: str) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        frame = sys._getframe(1)
        expression, context = frame.f_locals["self"], frame.f_locals["context"]
        if expression.filters and expression.filters[0][0].__name__ in DEFAULT_FILTERS:
            return _resolve_leniently(expression, context)
        template = _template_of(frame)
        if template.startswith(OWN_FOLDERS):
            pytest.fail(f"Unknown variable {str(variable)!r} in template {template}", pytrace=False)
        return ""


def _resolve_leniently(expression, context):
    engine = context.template.engine
    strict, engine.string_if_invalid = engine.string_if_invalid, ""
    try:
        return expression.resolve(context)
    finally:
        engine.string_if_invalid = strict


def _template_of(frame) -> str:
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    for engine in engines.all():
        if hasattr(engine, "engine"):
            engine.engine.string_if_invalid = UnknownVariable()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, request):
    """Keep what the migrations wrote: a test that empties the tables gets it back, and only if there is a database."""
    with request.config.stash[blocking_manager_key].unblock():
        request.config.stash[REFERENTIE] = _referentie()
    return django_db_setup


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Let the test database begin as a copy of the migrated one (tests/sjabloon.py), if that was made."""
    vol = None
    if connection.vendor == "sqlite" and connection.creation.is_in_memory_db(connection.settings_dict["NAME"]):
        vol = sjabloon.in_het_geheugen(connection.creation._get_test_db_name())
    yield
    if vol is not None:
        vol.close()


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def _needs_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


OWN_APPS = ("kern", "vacatures", "vraagaanbod", "plaatsingen", "matching", "begeleiding", "enquetes", "evaluaties")
REFERENTIE = pytest.StashKey[str]()


def _referentie() -> str:
    """What the migrations put in the tables of our own apps."""
    rijen = (
        rij
        for label in OWN_APPS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy
        for rij in model._base_manager.order_by("pk").iterator()
    )
    return serializers.serialize("json", rijen)


def _zet_referentie_terug(inhoud: str) -> None:
    with transaction.atomic():
        for rij in serializers.deserialize("json", inhoud):
            rij.save()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None):
    """Put the reference data back after a test that empties the tables (a transactional one)."""
    uitkomst = yield
    merk = item.get_closest_marker("django_db")
    leegt = bool(merk and merk.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(
        item.fixturenames
    )
    if leegt and nextitem is not None and REFERENTIE in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            _zet_referentie_terug(item.config.stash[REFERENTIE])
    return uitkomst


ZWAARST = ("tests/toegang/", "tests/chaos/test_laatste", "tests/chaos/", "tests/echt/")


def _verdeel(items: list[pytest.Item], werkers: int) -> list[pytest.Item]:
    """Let every worker begin with its share of what takes long; what one module shares stays together.

    The list is dealt out in equal pieces, so each piece has slow modules in front and quick tests behind them.
    """
    per_module: dict[str, list[pytest.Item]] = {}
    vlug = []
    for item in items:
        if item.get_closest_marker("slow"):
            per_module.setdefault(item.nodeid.partition("::")[0], []).append(item)
        else:
            vlug.append(item)
    gewicht = {naam: next((i for i, deel in enumerate(ZWAARST) if naam.startswith(deel)), 9) for naam in per_module}
    stapels: list[list[pytest.Item]] = [[] for _ in range(werkers)]
    for nummer, naam in enumerate(sorted(per_module, key=lambda naam: (gewicht[naam], naam))):
        stapels[nummer % werkers] += per_module[naam]
    groot = -(-len(items) // werkers)
    for stapel in stapels:
        ruimte = max(groot - len(stapel), 0)
        stapel += vlug[:ruimte]
        del vlug[:ruimte]
    return [*(item for stapel in stapels for item in stapel), *vlug]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what suits the database; let what takes long begin first, so that two workers end together."""
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        # Without a database a test does the same as on SQLite; so does one that says so (`eens`): once is enough.
        anders = [item for item in items if _needs_database(item) and not item.get_closest_marker("eens")]
        blijft = set(anders)
        config.hook.pytest_deselected(items=[item for item in items if item not in blijft])
        items[:] = anders
    else:
        for item in items:
            if item.get_closest_marker("pg"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
    items[:] = _verdeel(items, int(getattr(config, "workerinput", {}).get("workercount", 1)))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # Playwright's sync API runs an event loop in the test thread; Django would refuse the database there.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("No chromium on this machine; `make test` installs it (apt-get install chromium).", pytrace=False)
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
