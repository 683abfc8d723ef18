#!/usr/bin/env bash
# The suite. Usage: test.sh alles|snel|lint|chaos. Goes on after a step that fails; ends with one summary and an exit code.
set -uo pipefail
# shellcheck source=scripts/gedeeld.sh
. "$(dirname "$0")/gedeeld.sh"

KEUZE=${1:-alles}
case "$KEUZE" in alles | snel | lint | chaos) ;; *) stop "gebruik: test.sh alles|snel|lint|chaos" ;; esac
unset DATABASE_URL BROKER_URL CACHE_URL EMAIL_URL STAGEBUREAU_OMGEVING STAGEBUREAU_VAR SECRET_KEY ALLOWED_HOSTS DEBUG SITE_URL

scripts/omgeving.sh alles || exit 1
PY=$WORTEL/.venv/bin/python
TIJDELIJK=$(mktemp -d "${TMPDIR:-/tmp}/stagebureau-test.XXXXXX")
chmod 755 "$TIJDELIJK"
RAPPORT=$TIJDELIJK/rapport
mkdir -p "$RAPPORT" "$TIJDELIJK/tmp"
# Whatever a test or a browser leaves behind goes with it.
export STAGEBUREAU_OMGEVING=test STAGEBUREAU_VAR=$TIJDELIJK/var TMPDIR=$TIJDELIJK/tmp
# Migrated once; every worker and every process under test begins with a copy (tests/sjabloon.py).
export STAGEBUREAU_SJABLOON=$TIJDELIJK/leeg.sqlite3
PARALLEL=(-n auto --maxprocesses 4 --dist worksteal)
ERNAAST=() # what runs beside the rest: each is the leader of a process group

opruimen() {
    local groep
    for groep in ${ERNAAST[@]+"${ERNAAST[@]}"}; do kill -- "-$groep" 2>/dev/null; done
    if [ -d "$TIJDELIJK/d" ]; then scripts/diensten.sh stop "$TIJDELIJK/d"; fi
    rm -rf "$TIJDELIJK"
}
trap opruimen EXIT
trap 'exit 130' INT TERM HUP

# --- steps ---
STAPPEN=$TIJDELIJK/stappen
: >"$STAPPEN"
stap() { # stap NAAM COMMANDO...
    local naam=$1 begin=$SECONDS uitkomst="goed  "
    shift
    printf '\n\033[1m== %s\033[0m\n' "$naam"
    "$@" || uitkomst="MISLUKT"
    printf '%-8s %5s s  %s\n' "$uitkomst" "$((SECONDS - begin))" "$naam" >>"$STAPPEN"
}

ernaast() { # ernaast FUNCTIE : its steps run beside what comes next; `wacht_op FUNCTIE` shows what they had to say
    set -m
    "$1" >"$TIJDELIJK/$1.uit" 2>&1 </dev/null &
    set +m
    ERNAAST+=("$!")
    printf -v "groep_$1" '%s' "$!"
}

wacht_op() {
    local groep="groep_$1"
    wait "${!groep}" || printf 'MISLUKT            %s\n' "$1" >>"$STAPPEN"
    cat "$TIJDELIJK/$1.uit"
}

systeem() {
    local pakketten=()
    while IFS= read -r pakket; do pakketten+=("$pakket"); done < <(pakketten_voor_pdf)
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || pakketten+=(chromium)
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || pakketten+=(postgresql)
    command -v redis-server >/dev/null || pakketten+=(redis-server)
    command -v pdftotext >/dev/null || pakketten+=(poppler-utils)
    [ "${#pakketten[@]}" = 0 ] && zeg "Alles is er." && return 0
    installeer_pakketten "${pakketten[@]}"
}

diensten() {
    local regel
    scripts/diensten.sh start "$TIJDELIJK/d" >"$TIJDELIJK/adressen" || return 1
    while IFS= read -r regel; do zeg "$regel"; done <"$TIJDELIJK/adressen"
    met_diensten "$PY" manage.py migrate --verbosity 0 || return 1
    zeg "STAGEBUREAU_SJABLOON_PG=stagebureau" >>"$TIJDELIJK/adressen" # the test databases are copies of this one
}

bereid_postgresql_voor() { stap "PostgreSQL en Redis starten, database migreren" diensten; }
bereid_sqlite_voor() { stap "SQLite-database migreren" "$PY" -m tests.sjabloon "$STAGEBUREAU_SJABLOON"; }

met_diensten() ( # runs its arguments with the addresses of the throwaway servers
    [ -s "$TIJDELIJK/adressen" ] || { zeg "PostgreSQL en Redis draaien niet." && exit 1; }
    set -a
    # shellcheck source=/dev/null
    . "$TIJDELIJK/adressen"
    "$@"
)

deploy_controle() (
    export STAGEBUREAU_OMGEVING=prod ALLOWED_HOSTS=stagebureau.example SITE_URL=https://stagebureau.example
    export DATABASE_URL=postgres://stagebureau@localhost/stagebureau BROKER_URL=redis://localhost EMAIL_URL=smtp://localhost:25
    SECRET_KEY=$("$PY" -c 'import secrets; print(secrets.token_urlsafe(60))')
    # Without the certificate of the bureau the check rightly warns; what it looks for here is everything else.
    ZEGEL_BESTAND=$TIJDELIJK/zegel.p12 ZEGEL_WACHTWOORD=$SECRET_KEY
    export SECRET_KEY ZEGEL_BESTAND ZEGEL_WACHTWOORD
    "$PY" - "$ZEGEL_BESTAND" "$ZEGEL_WACHTWOORD" <<'PY' || exit 1
import sys
from datetime import UTC, datetime
from pathlib import Path

from basis.zegel_zetten import maak_proefcertificaat

maak_proefcertificaat(Path(sys.argv[1]), sys.argv[2], datetime.now(UTC))
PY
    "$PY" manage.py check --deploy --fail-level WARNING
)

# pytest_deel NAAM OPTIES... : the exit code of pytest, where "no tests collected" (5) is no failure
pytest_deel() {
    local naam=$1
    shift
    "$PY" -m pytest -q --junitxml="$RAPPORT/$naam.xml" --durations=25 "$@"
    local code=$?
    [ "$code" = 0 ] || [ "$code" = 5 ]
}

# The browser waits as often as it works, so it goes beside the rest; only the files with such tests are read.
browser() {
    local bestanden=()
    while IFS= read -r bestand; do bestanden+=("$bestand"); done < <(grep -rl --include='test_*.py' 'mark\.browser' tests)
    stap "pytest in de browser" pytest_deel browser -m browser "${bestanden[@]}"
}

linters() {
    stap "opmaak (ruff format)" "$PY" -m ruff format --check --output-format concise .
    stap "stijl (ruff)" "$PY" -m ruff check --output-format concise .
    stap "sjablonen (djlint)" "$PY" -m djlint --lint --quiet .
    stap "importregels (import-linter)" "$PY" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
    stap "typen (mypy)" "$PY" -m mypy
    stap "migraties compleet" "$PY" manage.py makemigrations --check --dry-run
    stap "productie-instellingen (check --deploy)" deploy_controle
    stap "docker-compose.yml" "$PY" -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
    stap "workflow" "$PY" -m check_jsonschema --builtin-schema vendor.github-workflows .github/workflows/ci.yml
}

BEGIN=$SECONDS
case "$KEUZE" in
    lint) linters ;;
    snel)
        stap "stijl (ruff)" "$PY" -m ruff check --output-format concise .
        stap "importregels (import-linter)" "$PY" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
        stap "pytest op SQLite, snel deel" pytest_deel snel "${PARALLEL[@]}" -m "not slow and not browser and not echt"
        ;;
    alles)
        stap "systeempakketten" systeem
        ernaast bereid_sqlite_voor
        ernaast bereid_postgresql_voor
        linters
        wacht_op bereid_sqlite_voor
        ernaast browser
        stap "pytest op SQLite" pytest_deel sqlite "${PARALLEL[@]}" -m "not browser"
        wacht_op bereid_postgresql_voor
        stap "pytest op PostgreSQL en Redis" met_diensten pytest_deel postgresql "${PARALLEL[@]}" -m "not browser"
        wacht_op browser
        ;;
    chaos)
        # How often, how many moments with eight workers at once, how many histories: the daily run does a handful of each.
        export CHAOS_DODEN=${CHAOS_DODEN:-300} CHAOS_SAMEN=${CHAOS_SAMEN:-60} CHAOS_PLEKKEN=${CHAOS_PLEKKEN:-100} STATEFUL_GESCHIEDENISSEN=${STATEFUL_GESCHIEDENISSEN:-2000}
        export LADDER_GESCHIEDENISSEN=${LADDER_GESCHIEDENISSEN:-1600} IMPORT_JAREN=${IMPORT_JAREN:-10}
        LANG_DEEL=(tests/chaos tests/evaluaties/test_toestanden.py tests/evaluaties/test_uitval.py tests/imports/test_groot.py)
        stap "systeempakketten" systeem
        bereid_sqlite_voor
        bereid_postgresql_voor
        stap "chaos op SQLite" pytest_deel chaos-sqlite -n 2 "${LANG_DEEL[@]}" tests/evaluaties/verslagregels
        stap "chaos op PostgreSQL" met_diensten pytest_deel chaos-postgresql -n 2 "${LANG_DEEL[@]}"
        stap "mutanten van de verslagregels" "$PY" scripts/mutatie.py
        ;;
esac

# --- the summary ---
printf '\n\033[1m== Samenvatting\033[0m\n'
cat "$STAPPEN"
"$PY" scripts/tel_tests.py "$((SECONDS - BEGIN))" "$RAPPORT"
ALLE=$(wc -l <"$STAPPEN")
MISLUKT=$(grep -c '^MISLUKT' "$STAPPEN")
if [ "$MISLUKT" -gt 0 ]; then
    zeg "Niet goed: $MISLUKT van $ALLE stappen mislukt."
    exit 1
fi
zeg "Alles goed: $ALLE stappen."
