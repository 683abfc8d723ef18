"""Settings, chosen by STAGEBUREAU_OMGEVING (demo, dev, test or prod; default demo)."""

import importlib
import os

OMGEVINGEN = ("demo", "dev", "test", "prod")
OMGEVING = os.environ.get("STAGEBUREAU_OMGEVING", "demo")

if OMGEVING not in OMGEVINGEN:
    from django.core.exceptions import ImproperlyConfigured

    msg = f"STAGEBUREAU_OMGEVING is '{OMGEVING}'. Kies een van: {', '.join(OMGEVINGEN)}."
    raise ImproperlyConfigured(msg)

_module = importlib.import_module(f"stagebureau.settings.{OMGEVING}")
globals().update({name: getattr(_module, name) for name in dir(_module) if name.isupper()})
