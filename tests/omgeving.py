"""Settings of the test run: the test environment, whatever the shell that started pytest had set.

Each xdist worker gets a folder and a Redis database of its own.
"""

import os
from pathlib import Path

os.environ["STAGEBUREAU_OMGEVING"] = "test"
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker and os.environ.get("STAGEBUREAU_VAR"):
    os.environ["STAGEBUREAU_VAR"] = str(Path(os.environ["STAGEBUREAU_VAR"]) / worker)
if worker and os.environ.get("BROKER_URL", "").startswith("redis"):
    os.environ["BROKER_URL"] += f"?virtual_host={int(worker.removeprefix('gw')) + 2}"

from stagebureau.settings import *  # noqa: F403 - the same settings, chosen by the lines above

if os.environ.get("STAGEBUREAU_SJABLOON_PG") and DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["STAGEBUREAU_SJABLOON_PG"]}  # noqa: F405
