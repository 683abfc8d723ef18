# shellcheck shell=bash
# Shared by the other scripts: go to the clone, forget what leaks in from the shell, talk Dutch, install packages.

WORTEL=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$WORTEL" || exit 1
export WORTEL

# Settings of another project or virtual environment must not change what happens here.
unset DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME PYTHONWARNINGS PYTHONOPTIMIZE PYTHONSTARTUP PYTHONDONTWRITEBYTECODE
unset PYTEST_ADDOPTS PYTEST_PLUGINS VIRTUAL_ENV CONDA_PREFIX CELERY_BROKER_URL CELERY_RESULT_BACKEND MAKEFLAGS MAKELEVEL
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1

zeg() { printf '%s\n' "$*"; }
stop() {
    printf '\nStagebureau: %s\n' "$*" >&2
    exit 1
}

# installeer_pakketten PAKKET... : with apt-get as root; returns 1 when that is not possible (and says what is missing).
installeer_pakketten() {
    [ "$#" -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        zeg "Op deze computer ontbreken pakketten. Installeer ze zo:" >&2
        zeg "    sudo apt-get install --no-install-recommends $*" >&2
        return 1
    fi
    zeg "Systeempakketten installeren met apt-get: $*"
    local log
    log=$(mktemp)
    if DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 ||
        { apt-get update >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    zeg "Installeren met apt-get lukte niet. Probeer zelf: apt-get update && apt-get install $*" >&2
    return 1
}

# bibliotheek_laadt NAAM... : can these shared libraries be loaded (asked of the loader itself, not of a package list)?
bibliotheek_laadt() {
    "$WORTEL/.venv/bin/python" - "$@" <<'PY' 2>/dev/null
import ctypes, sys
for name in sys.argv[1:]:
    ctypes.CDLL(name)
PY
}

# pakketten_voor_pdf : prints the packages that WeasyPrint still misses.
pakketten_voor_pdf() {
    bibliotheek_laadt libpango-1.0.so.0 || echo libpango-1.0-0
    bibliotheek_laadt libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    bibliotheek_laadt libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
}
