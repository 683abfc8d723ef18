#!/usr/bin/env bash
# Throwaway PostgreSQL and Redis on unix sockets, without a port and apart from any server that already runs.
#   diensten.sh start MAP   makes MAP, prints DATABASE_URL=, BROKER_URL= and CACHE_URL= lines
#   diensten.sh stop MAP    stops both and removes MAP
set -euo pipefail
# shellcheck source=scripts/gedeeld.sh
. "$(dirname "$0")/gedeeld.sh"
[ "$#" = 2 ] || stop "gebruik: diensten.sh start|stop MAP"
MAP=$2
BIN=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$BIN" ] || BIN=$(dirname "$(command -v initdb)")
ALS=()
# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then ALS=(setpriv --reuid=postgres --regid=postgres --clear-groups --); fi
cd / # the postgres user may not be able to read the clone

case "$1" in
    start)
        [ "${#MAP}" -lt 80 ] || stop "het pad $MAP is te lang voor een socket (hoogstens 80 tekens)."
        mkdir -p "$MAP"
        chmod 755 "$MAP" # the postgres user must get in
        mkdir -p "$MAP/pg" "$MAP/s"
        if [ "$(id -u)" = 0 ]; then chown postgres: "$MAP/pg" "$MAP/s"; fi
        "${ALS[@]}" "$BIN/initdb" -D "$MAP/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$MAP/initdb.log"
        # A test database is thrown away: nothing needs to reach the disk.
        "${ALS[@]}" "$BIN/pg_ctl" -D "$MAP/pg" -w -t 60 -l "$MAP/pg/log" -o "-c listen_addresses='' -c unix_socket_directories='$MAP/s' \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start >/dev/null
        "${ALS[@]}" "$BIN/createdb" -h "$MAP/s" -U postgres stagebureau
        redis-server --port 0 --unixsocket "$MAP/s/redis.sock" --unixsocketperm 777 --save "" --appendonly no \
            --dir "$MAP" --daemonize yes --pidfile "$MAP/redis.pid" --logfile "$MAP/redis.log" >/dev/null
        for _ in $(seq 100); do
            [ -S "$MAP/s/redis.sock" ] && break
            sleep 0.1
        done
        [ -S "$MAP/s/redis.sock" ] || stop "Redis start niet: $(tail -n 5 "$MAP/redis.log")"
        printf 'DATABASE_URL=postgres://postgres@%s/stagebureau\n' "/$MAP/s"
        printf 'BROKER_URL=redis+socket://%s\n' "$MAP/s/redis.sock"
        printf 'CACHE_URL=unix://%s?db=1\n' "$MAP/s/redis.sock"
        ;;
    stop)
        if [ -f "$MAP/redis.pid" ]; then kill "$(cat "$MAP/redis.pid")" 2>/dev/null || true; fi
        if [ -f "$MAP/pg/postmaster.pid" ]; then "${ALS[@]}" "$BIN/pg_ctl" -D "$MAP/pg" -m immediate stop >/dev/null || true; fi
        rm -rf "$MAP"
        ;;
    *) stop "gebruik: diensten.sh start|stop MAP" ;;
esac
