# shellcheck shell=bash
# How each part is started (launch), when it is ready (await), and what is made in it once.

# PostgreSQL and XRootD refuse to run as root: they run as their own users. The one capability lets them
# reach a state directory below a home that only root may enter.
AS_POSTGRES=() AS_XROOTD=()
if [ "$(id -u)" = 0 ]; then
    # shellcheck disable=SC2054 # the commas are setpriv's
    capability=(--clear-groups --bounding-set=-all,+dac_override --inh-caps=-all,+dac_override --ambient-caps=-all,+dac_override --)
    AS_POSTGRES=(setpriv --reuid=postgres --regid=postgres "${capability[@]}")
    AS_XROOTD=(setpriv --reuid=xrootd --regid=xrootd "${capability[@]}")
fi

python_env() { # of Rucio's server side
    export RUCIO_CONFIG="$CONF/etc/rucio.cfg" RUCIO_HOME="$CONF" PATH="$VENV/bin:$PATH"
    export REQUESTS_CA_BUNDLE="$CERTS/bundle.pem" SSL_CERT_FILE="$CERTS/bundle.pem" X509_USER_PROXY="$CERTS/client.pem"
    export TB_CERTS="$CERTS" TB_SECRETS="$SECRETS" TB_HERE="$HERE"
    export PYTHONPATH="$HERE/lib/rucio_plugins" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
}

named() { # name: the parts of that name, or whose name begins with it and a dash
    local name found=
    for name in "${PARTS[@]}"; do
        if [ "$name" = "$1" ] || [[ -n "$1" && "$name" == "$1"-* ]]; then
            printf '%s\n' "$name"
            found=yes
        fi
    done
    [ -n "$found" ] || die "no part '$1'; there are: ${PARTS[*]}"
}

ending() { if [ "$1" = postgres ]; then echo INT; else echo TERM; fi; }

launch() { # name: starts it unless it runs
    ! alive "$1" || return 0
    case "$1" in
        postgres) launch_postgres ;;
        activemq) launch_activemq ;;
        xrootd-*) launch_xrootd "${1#xrootd-}" ;;
        issuer)
            need_free issuer "$TB_OIDC_PORT"
            start issuer "$VENV/bin/python" "$HERE/lib/issuer.py"
            ;;
        copy-service)
            need_free copy-service "$TB_FTS_PORT"
            start copy-service "$VENV/bin/python" "$HERE/lib/copy_service.py"
            ;;
        storage-keeper) start storage-keeper "$HERE/testbed" keep ;;
        rest-http) launch_gunicorn rest-http "$TB_RUCIO_PORT" ;;
        rest-https) launch_gunicorn rest-https "$TB_RUCIO_TLS_PORT" --certfile "$CERTS/host.pem" --keyfile "$CERTS/host.key" ;;
        *) launch_daemon "$1" ;;
    esac
}

await() { # name: until it can be used
    case "$1" in
        postgres) wait_port postgres "$TB_PG_PORT" 60 ;;
        activemq)
            wait_port activemq "$TB_STOMP_PORT" 60
            wait_port activemq "$TB_OPENWIRE_PORT" 60
            ;;
        xrootd-*) wait_port "$1" "$(port_of_rse "${1#xrootd-}")" 30 ;;
        issuer) wait_port issuer "$TB_OIDC_PORT" 30 ;;
        copy-service) wait_port copy-service "$TB_FTS_PORT" 30 ;;
        storage-keeper) ;;
        rest-http) await_ping rest-http "http://127.0.0.1:$TB_RUCIO_PORT/ping" ;;
        rest-https) await_ping rest-https "https://localhost:$TB_RUCIO_TLS_PORT/ping" ;;
        *) await_heartbeats "$1" ;;
    esac
}

launch_postgres() {
    need_free postgres "$TB_PG_PORT"
    if [ ! -s "$STATE/pg/PG_VERSION" ]; then
        say "creating the database cluster"
        rm -rf "$STATE/pg"
        mkdir -p "$STATE/pg"
        chmod 700 "$STATE/pg"
        [ "$(id -u)" != 0 ] || chown postgres:postgres "$STATE/pg"
        (cd / && "${AS_POSTGRES[@]}" "$(postgres_program initdb)" -D "$STATE/pg" -U postgres -A trust -E UTF8 \
            --locale=C.UTF-8 --no-sync) >"$LOGS/initdb.log" 2>&1 || die "initdb failed; see $LOGS/initdb.log"
    fi
    rm -f "$STATE/pg/postmaster.pid"
    # without fsync: a test bed may lose its data with the machine, never with a process
    cd /
    start postgres "${AS_POSTGRES[@]}" "$(postgres_program postgres)" -D "$STATE/pg" -p "$TB_PG_PORT" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
        -c full_page_writes=off -c max_connections=200 -c shared_buffers=128MB
    cd "$HERE" || exit
}

postgres_program() { # name: of the newest PostgreSQL
    compgen -G "/usr/lib/postgresql/*/bin/$1" | sort -V | tail -n 1
}

launch_activemq() {
    need_free activemq "$TB_STOMP_PORT"
    need_free activemq "$TB_OPENWIRE_PORT"
    mkdir -p "$STATE/activemq"
    local home=/usr/share/activemq
    start activemq java -Xms128m -Xmx512m -Djava.awt.headless=true -Dactivemq.home="$home" \
        -Dactivemq.base="$STATE/activemq" -Dactivemq.data="$STATE/activemq" -Djava.io.tmpdir="$STATE/activemq" \
        --add-opens java.base/java.lang=ALL-UNNAMED -jar "$home/bin/activemq.jar" start "xbean:file:$CONF/activemq.xml"
}

port_of_rse() { # rse
    local i
    for i in "${!RSES[@]}"; do
        [ "${RSES[i]}" != "$1" ] || echo $((TB_XRD_PORT_BASE + i))
    done
}

launch_xrootd() { # rse
    local port shim dir="$STATE/storage/$1" so="$RUN/xrootd_shim.so"
    port=$(port_of_rse "$1")
    need_free "xrootd-$1" "$port"
    if [ ! -f "$so" ] || [ "$HERE/lib/xrootd_shim.c" -nt "$so" ]; then
        # to a new name first: a running server may have the old one mapped
        cc -shared -fPIC -O2 -o "$so.new" "$HERE/lib/xrootd_shim.c" -ldl >"$LOGS/cc.log" 2>&1 || die "cc failed; see $LOGS/cc.log"
        mv -f "$so.new" "$so"
    fi
    rm -rf "$dir/admin"/* # what the last run left is checked with access(2), which ignores the capability
    shim=(env "LD_PRELOAD=$so" "XDG_CACHE_HOME=$dir/cache" "TMPDIR=$dir/admin")
    if [ "$1" = "$PROTECTED" ]; then
        rm -rf "$dir/cache/scitokens" # the issuer's keys would be kept for days; a start fetches them anew
        shim+=("TB_CURL_CAINFO=$CERTS/xrd/ca.pem")
    fi
    cd "$dir" || exit
    start "xrootd-$1" "${AS_XROOTD[@]}" "${shim[@]}" xrootd -n "$1" -I v4 -p "$port" -c "$CONF/xrootd-$1.cfg"
    cd "$HERE" || exit
}

# XRootD 5.5.3 crashes, or answers no more, once in some thousand connections that it closed itself, as it does after each 404.
# Whoever stops a storage removes its pid file: then it stays away.
keep_storages() { # without end
    local rse name turn=0
    declare -A silences=()
    while sleep 1; do
        turn=$((turn + 1))
        for rse in "${RSES[@]}"; do
            name=xrootd-$rse
            if [ ! -s "$RUN/$name.pid" ]; then
                silences[$rse]=0
            elif ! alive "$name"; then
                revive "$name" "has died"
            elif [ $((turn % 10)) = 0 ]; then
                silences[$rse]=$((${silences[$rse]:-0} + 1))
                ! answers "$rse" || silences[$rse]=0
                [ "${silences[$rse]}" -lt 2 ] || { revive "$name" "does not answer" && silences[$rse]=0; }
            fi
        done
    done
}

answers() { # rse
    curl -s -m 5 -o /dev/null -I --cacert "$CERTS/ca.pem" --noproxy '*' "https://localhost:$(port_of_rse "$1")/rucio/"
}

revive() { # name, why
    (
        lock
        # whoever held the lock may have stopped it, or started it again
        [ -s "$RUN/$1.pid" ] || exit 0
        ! alive "$1" || ! answers "${1#xrootd-}" || exit 0
        say "$1 $2 and is started again"
        end "$1" TERM
        launch "$1"
        await "$1"
    ) || true
}

make_schema() {
    [ ! -f "$STATE/.schema" ] || return 0
    say "creating the Rucio schema"
    "$VENV/bin/python" "$HERE/lib/schema.py" >"$LOGS/schema.log" 2>&1 || die "making the schema failed; see $LOGS/schema.log"
    : >"$STATE/.schema"
}

launch_gunicorn() { # name port options…
    # never with --preload: the forked workers would share one database connection and answer each other's rows
    need_free "$1" "$2"
    start "$1" "$VENV/bin/gunicorn" --worker-class gthread --workers "$GUNICORN_WORKERS" --threads "$GUNICORN_THREADS" \
        --timeout 120 --graceful-timeout 3 --keep-alive 60 --no-control-socket --access-logfile - \
        --access-logformat '%(t)s "%(r)s" %(s)s %(b)s %(D)sus acct=%({x-rucio-account}i)s' \
        "${@:3}" -b "127.0.0.1:$2" rucio.web.rest.flaskapi.v1.main:application
}

launch_rest() {
    launch rest-http
    launch rest-https
}

await_ping() { # name url
    for _ in $(seq 600); do
        ! curl -sf -m 5 -o /dev/null --cacert "$CERTS/ca.pem" "$2" || return 0
        alive "$1" || die_of "$1" "died while starting"
        sleep 0.1
    done
    die_of "$1" "does not answer"
}

await_rest() {
    await rest-http
    await rest-https
}

launch_daemon() { # name
    local options=()
    case "$1" in
        hermes) options=(--sleep-time "$HERMES_SLEEP") ;;
        reaper) options=(--sleep-time "$SLOW_SLEEP" --delay-seconds 1 --greedy) ;;
        conveyor-poller) options=(--sleep-time "$FAST_SLEEP" --older-than 0) ;;
        conveyor-* | judge-evaluator) options=(--sleep-time "$FAST_SLEEP") ;;
        *) options=(--sleep-time "$SLOW_SLEEP") ;;
    esac
    if [ -z "${hearts_clean:-}" ]; then
        "$VENV/bin/python" "$HERE/lib/heartbeats.py" clean
        hearts_clean=yes
    fi
    start "$1" "$VENV/bin/python" "$VENV/bin/rucio-$1" "${options[@]}"
    started_daemons+=("$1")
}
started_daemons=()

launch_daemons() {
    local name
    for name in "${DAEMONS[@]}"; do launch "$name"; done
}

await_heartbeats() { # daemons…
    "$VENV/bin/python" "$HERE/lib/heartbeats.py" wait 90 "$@" || die "a daemon does not come up; see $LOGS"
}

await_daemons() {
    [ ${#started_daemons[@]} = 0 ] || await_heartbeats "${started_daemons[@]}"
}
