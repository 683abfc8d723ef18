"""A secret key for demo and development that survives a restart."""

import os
import secrets
from pathlib import Path


def lees_of_maak_sleutel(var_dir: Path) -> str:
    """Return the key in `var_dir/secret_key`; make the file (mode 0600) the first time."""
    var_dir.mkdir(parents=True, exist_ok=True)
    path = var_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
