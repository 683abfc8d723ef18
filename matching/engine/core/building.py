"""Makes the solver from its C sources, once per version of the sources: `python -m matching.engine.core.building`.

The library lies next to the sources in `gebouwd/` (not in git). Its name holds a hash of sources, flags and machine, so
a change makes a new one and an old one is never loaded.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess  # nosec B404 - a compiler is a program of its own
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = ("kern.h", "tree.c", "pivot.c", "search.c")
FLAGS = ("-O2", "-std=c11", "-fPIC", "-shared")
VERSION = 2
# `uit` keeps the compiled solver away, for comparing and for finding faults.
SWITCH = "STAGEBUREAU_STROOMKERN"
BUILD_SECONDS = 120


def library_path(folder: Path = HERE / "gebouwd") -> Path:
    """Where the library of exactly these sources belongs."""
    digest = hashlib.sha256("\n".join((*FLAGS, platform.machine(), *platform.libc_ver())).encode())
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    return folder / f"kern-{digest.hexdigest()[:16]}.so"


def build(target: Path | None = None) -> Path | None:
    """The path of the library, made when it was not there yet; None without a C compiler or a place to write."""
    target = target or library_path()
    if target.is_file():
        return target
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        return None
    draft = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(suffix=".so", dir=target.parent)
        os.close(handle)
        sources = [str(HERE / name) for name in SOURCES if name.endswith(".c")]
        command = [compiler, *FLAGS, "-o", draft, *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=BUILD_SECONDS)  # noqa: S603  # nosec B603 - fixed arguments
        Path(draft).chmod(0o644)
        # Two processes may build at once; each puts a whole library in place.
        Path(draft).replace(target)
    except (OSError, subprocess.SubprocessError):
        if draft is not None:
            Path(draft).unlink(missing_ok=True)
        return None
    for old in target.parent.glob("kern-*.so"):
        if old != target:
            old.unlink(missing_ok=True)
    return target


def open_library(path: Path) -> ctypes.CDLL | None:
    """The library with its functions declared; None when it can't be loaded or is of another version."""
    try:
        library = ctypes.CDLL(str(path))
        library.kern_version.restype = ctypes.c_int32
        if library.kern_version() != VERSION:
            return None
        pointer, whole = ctypes.c_void_p, ctypes.c_int32
        library.kern_new.argtypes = [whole, whole, *[pointer] * 8]
        library.kern_new.restype = pointer
        library.kern_run.argtypes = [pointer, ctypes.c_int64]
        library.kern_run.restype = whole
        library.kern_answer.argtypes = [pointer] * 4
        library.kern_answer.restype = None
        library.kern_again.argtypes = [pointer]
        library.kern_again.restype = None
        library.kern_free.argtypes = [pointer]
        library.kern_free.restype = None
    except (OSError, AttributeError):
        return None
    return library


@cache
def load() -> ctypes.CDLL | None:
    """The library for this process, built when needed; None sends the engine to the other solver."""
    if os.environ.get(SWITCH, "").lower() == "uit" or sys.byteorder != "little":
        return None
    path = build()
    return None if path is None else open_library(path)


if __name__ == "__main__":
    made = build()
    sys.stdout.write(
        "De stroomkern is gebouwd.\n" if made else "Geen C-compiler: de matching gebruikt de gewone oplosser.\n"
    )
