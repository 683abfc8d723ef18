#!/usr/bin/env bash
# Builds .venv/ from a lock file with hashes. Usage: omgeving.sh [demo|alles]
#   demo   only what the site needs (requirements.lock); content with a fuller .venv/
#   alles  also what the tests need (requirements-dev.lock); this is the default
# Everything lands in the clone: .venv/ (packages) and .boot/ (uv and its cache).
set -euo pipefail
# shellcheck source=scripts/gedeeld.sh
. "$(dirname "$0")/gedeeld.sh"

UV_VERSIE=0.13.9
SOORT=${1:-alles}
case "$SOORT" in
    demo) LOCK=requirements.lock ;;
    alles) LOCK=requirements-dev.lock ;;
    *) stop "onbekende soort '$SOORT'; kies demo of alles." ;;
esac
STEMPEL=.venv/stagebureau-stempel

# The stamp tells which lock files .venv/ was made from, and where: a copied or moved clone builds anew.
stempel_van() { printf '%s %s %s\n' "$1" "$(cat requirements.lock requirements-dev.lock | sha256sum | cut -d' ' -f1)" "$WORTEL"; }
is_klaar() {
    [ -x .venv/bin/python ] && [ -f "$STEMPEL" ] || return 1
    local nu
    nu=$(cat "$STEMPEL")
    [ "$nu" = "$(stempel_van alles)" ] || { [ "$SOORT" = demo ] && [ "$nu" = "$(stempel_van demo)" ]; }
}
# The matcher has a solver in C that is built here; without a compiler it uses a package, slower and with the same outcome.
bouw_stroomkern() {
    command -v "${CC:-cc}" >/dev/null || return 0
    .venv/bin/python -I matching/engine/core/building.py >/dev/null 2>&1 || true
}
if is_klaar; then
    bouw_stroomkern
    exit 0
fi

mkdir -p .boot
if command -v flock >/dev/null; then # two makes at once build one environment
    exec 9>.boot/slot
    flock 9
    is_klaar && exit 0
fi

# --- a Python that fits ---
past() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1; }
zoek_python() {
    local kandidaat
    for kandidaat in "${PYTHON:-}" python3 /usr/bin/python3 /usr/bin/python3.1[1-4] /usr/local/bin/python3.1[1-4] \
        "$HOME"/.pyenv/versions/3.1[1-4].*/bin/python "$HOME"/.local/share/uv/python/cpython-3.1[1-4]*/bin/python3 \
        "$WORTEL"/.boot/python/*/bin/python3; do
        if [ -n "$kandidaat" ] && past "$kandidaat"; then
            "$kandidaat" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}

uv_versie_past() { # 0.8 and newer read these lock files
    local versie
    versie=$("$1" --version 2>/dev/null | sed -n 's/^uv \([0-9]*\)\.\([0-9]*\).*/\1 \2/p') || return 1
    # shellcheck disable=SC2086 # two words on purpose
    set -- $versie
    [ "$#" = 2 ] && { [ "$1" -gt 0 ] || [ "$2" -ge 8 ]; }
}

UV=""
if command -v uv >/dev/null && uv_versie_past "$(command -v uv)"; then UV=$(command -v uv); fi

if ! PY=$(zoek_python); then
    if [ "$(id -u)" = 0 ] && installeer_pakketten python3 python3-venv && PY=$(zoek_python); then
        :
    elif [ -n "$UV" ] && zeg "Geen Python 3.11-3.14 gevonden; uv haalt er een op in .boot/python." &&
        UV_PYTHON_INSTALL_DIR="$WORTEL/.boot/python" "$UV" python install --no-bin 3.12 && PY=$(zoek_python); then
        :
    else
        stop "er is geen Python 3.11, 3.12, 3.13 of 3.14 gevonden.
Installeer Python (Debian 12+, Ubuntu 24.04+: sudo apt-get install python3 python3-venv)
of wijs er een aan: make demo PYTHON=/pad/naar/python3.12"
    fi
fi

# --- uv ---
# uv reads no pip.conf: pass on where this machine gets its packages and which certificates it trusts.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    index=${PIP_INDEX_URL:-$("$PY" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX=$index; fi
fi
if [ -z "${SSL_CERT_FILE:-}" ] && [ -f "${PIP_CERT:-}" ]; then export SSL_CERT_FILE=$PIP_CERT; fi
export UV_CACHE_DIR=${UV_CACHE_DIR:-$WORTEL/.boot/cache} UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
mkdir -p "$UV_CACHE_DIR"
if [ -z "${UV_LINK_MODE:-}" ] && [ "$(stat -c %d "$UV_CACHE_DIR")" != "$(stat -c %d .)" ]; then
    export UV_LINK_MODE=copy # another disk: no hard links, and no warning about it
fi

if [ -z "$UV" ] && uv_versie_past .boot/bin/uv; then UV=$WORTEL/.boot/bin/uv; fi
if [ -z "$UV" ]; then
    zeg "uv $UV_VERSIE klaarzetten in .boot/ ..."
    maak_boot() { rm -rf .boot/bin .boot/lib .boot/lib64 .boot/pyvenv.cfg && "$PY" -m venv .boot >.boot/log 2>&1; }
    if ! maak_boot; then
        versie=$("$PY" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        zeg "Python kan nog geen virtuele omgeving maken."
        installeer_pakketten "$versie" || installeer_pakketten python3-venv || true
        maak_boot || stop "installeer het pakket python3-venv en probeer het opnieuw: sudo apt-get install python3-venv"
    fi
    .boot/bin/python -m pip install --quiet --no-cache-dir "uv==$UV_VERSIE" ||
        stop "uv installeren lukte niet. Is er internet (of een eigen pakketserver)? Zie de melding hierboven."
    UV=$WORTEL/.boot/bin/uv
fi

# --- the environment ---
begin=$SECONDS
zeg "Python-pakketten klaarzetten in .venv/ ($("$PY" -V 2>&1), $LOCK) ..."
gemaakt_in=$(cut -d' ' -f3- "$STEMPEL" 2>/dev/null || true)
if ! past .venv/bin/python || { [ -n "$gemaakt_in" ] && [ "$gemaakt_in" != "$WORTEL" ]; }; then
    "$UV" venv --quiet --clear --no-python-downloads --python "$PY" .venv
fi
rm -f "$STEMPEL"
"$UV" pip sync --quiet --require-hashes --no-python-downloads --python .venv/bin/python "$LOCK" ||
    stop "de Python-pakketten ophalen lukte niet. Is er internet (of een eigen pakketserver)? Zie de melding hierboven."
stempel_van "$SOORT" >"$STEMPEL"
bouw_stroomkern
zeg "Klaar in $((SECONDS - begin)) s."
