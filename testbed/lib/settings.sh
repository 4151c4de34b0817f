# shellcheck shell=bash disable=SC2034 # read by the other parts of testbed
# Where things are and how they are set; every TB_* variable can be given from outside.
STATE="${STRAINLAKE_TESTBED_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/strainlake/testbed}"
LOGS="$STATE/logs" RUN="$STATE/run" CONF="$STATE/conf" VENV="$STATE/venv" CERTS="$STATE/certs" SECRETS="$STATE/secrets"
RUCIO_VERSION=41.5.1
LAYOUT=1 # counted up when data made by an older test bed cannot be used any more

# ---- ports, all on 127.0.0.1
export TB_PG_PORT="${TB_PG_PORT:-24432}"
export TB_RUCIO_PORT="${TB_RUCIO_PORT:-24080}"
export TB_RUCIO_TLS_PORT="${TB_RUCIO_TLS_PORT:-24443}"
export TB_STOMP_PORT="${TB_STOMP_PORT:-61613}"
export TB_OPENWIRE_PORT="${TB_OPENWIRE_PORT:-61616}"
export TB_FTS_PORT="${TB_FTS_PORT:-24446}"
export TB_OIDC_PORT="${TB_OIDC_PORT:-24444}"
export TB_XRD_PORT_BASE="${TB_XRD_PORT_BASE:-24451}" # one for each RSE, counted up from here
RSES=(CERN-PROMPT CNAF-DISK EGO-ARCHIVE CNAF-PROTECTED)
PROTECTED=CNAF-PROTECTED # the storage that wants bearer tokens: the last of the list
export TB_PROTECTED_PORT=$((TB_XRD_PORT_BASE + ${#RSES[@]} - 1))

# ---- pace of the daemons in seconds; 1 is the floor inside Rucio
HERMES_SLEEP="${TB_HERMES_SLEEP:-1}"
FAST_SLEEP="${TB_FAST_SLEEP:-1}" # judge-evaluator, conveyor
SLOW_SLEEP="${TB_SLOW_SLEEP:-5}" # the others
GUNICORN_WORKERS="${TB_GUNICORN_WORKERS:-2}"
GUNICORN_THREADS="${TB_GUNICORN_THREADS:-16}"

# ---- clients of the issuer: those of the lake file, and Rucio's and the copy service's own
CLIENTS=(uploader notification downloader latency rehearsal reader data-manager operator)
OWN_CLIENTS=(rucio rucio-admin copy-service)

DAEMONS=(hermes judge-evaluator judge-injector judge-cleaner judge-repairer necromancer undertaker reaper
    abacus-collection-replica abacus-account conveyor-submitter conveyor-poller conveyor-finisher)
EARLY=(postgres activemq "${RSES[@]/#/xrootd-}" issuer copy-service)
PARTS=("${EARLY[@]}" storage-keeper rest-http rest-https "${DAEMONS[@]}")

say() { printf '[testbed] %s\n' "$*" >&2; }
die() {
    printf '[testbed] ERROR: %s\n' "$*" >&2
    exit 1
}

# The addresses of the storage are in Rucio's database, that of the issuer in its identities.
check_layout() {
    local layout="layout $LAYOUT rucio $RUCIO_VERSION oidc $TB_OIDC_PORT fts $TB_FTS_PORT xrootd $TB_XRD_PORT_BASE"
    if [ -f "$STATE/.layout" ]; then
        [ "$(cat "$STATE/.layout")" = "$layout" ] ||
            die "the data in $STATE is of '$(cat "$STATE/.layout")', this is '$layout': set the same ports, or 'testbed purge' to begin anew"
    elif [ -e "$STATE/pg" ] || [ -e "$STATE/conf" ]; then
        die "the data in $STATE was made by another test bed: 'testbed purge' to begin anew"
    else
        printf '%s\n' "$layout" >"$STATE/.layout"
    fi
}
