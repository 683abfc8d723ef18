#!/usr/bin/env bash
# Sets up all that the demo needs and starts it. Usage: demo.sh [--leeg]; PORT= and STAGEBUREAU_VAR= change where.
set -euo pipefail
# shellcheck source=scripts/gedeeld.sh
. "$(dirname "$0")/gedeeld.sh"

export STAGEBUREAU_OMGEVING=demo
scripts/omgeving.sh demo

pakketten=()
while IFS= read -r pakket; do pakketten+=("$pakket"); done < <(pakketten_voor_pdf)
if [ ! -e /etc/ssl/certs/ca-certificates.crt ] && [ -z "${SSL_CERT_FILE:-}" ]; then pakketten+=(ca-certificates); fi
if [ "${#pakketten[@]}" -gt 0 ]; then
    installeer_pakketten "${pakketten[@]}" || zeg "De demo start wel, maar zonder deze pakketten maakt hij geen PDF's." >&2
fi

exec .venv/bin/python -m stagebureau.starter "$@"
