#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock anew from pyproject.toml: exact versions with hashes, for every
# platform and Python that we support, without the address of any package server. Usage: vastleggen.sh [--upgrade]
set -euo pipefail
# shellcheck source=scripts/gedeeld.sh
. "$(dirname "$0")/gedeeld.sh"
scripts/omgeving.sh alles
UV=.boot/bin/uv
[ -x "$UV" ] || UV=uv
export UV_CACHE_DIR=${UV_CACHE_DIR:-$WORTEL/.boot/cache} UV_CUSTOM_COMPILE_COMMAND="make lock"
opties=(--quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11)
"$UV" pip compile pyproject.toml "${opties[@]}" "$@" -o requirements.lock >/dev/null
"$UV" pip compile pyproject.toml --group dev "${opties[@]}" "$@" -c requirements.lock -o requirements-dev.lock >/dev/null
zeg "requirements.lock en requirements-dev.lock zijn bijgewerkt; kijk met git diff wat er veranderde."
scripts/omgeving.sh alles
