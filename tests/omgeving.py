"""Settings of the test run: the test environment, whatever the shell that started pytest had set."""

import os

os.environ["STAGEBUREAU_OMGEVING"] = "test"

from stagebureau.settings import *  # noqa: F403 - the same settings, chosen by the line above
