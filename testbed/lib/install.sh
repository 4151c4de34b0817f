# shellcheck shell=bash
# What must be there before anything is started: packages, Python environment, secrets, certificates, configuration.

APT_PACKAGES=(activemq xrootd-server xrootd-plugins xrootd-server-plugins xrootd-client xrootd-scitokens-plugins
    curl openssl libmagic1 procps ca-certificates)

install_apt() {
    local missing=() package
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v java >/dev/null || missing+=(default-jre-headless)
    command -v cc >/dev/null || missing+=(gcc libc6-dev) # for lib/xrootd_shim.c
    [ -n "$(pick_python)" ] || missing+=(python3 python3-venv)
    for package in "${APT_PACKAGES[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "these Debian packages are missing and only root can install them: ${missing[*]}"
    say "installing Debian packages: ${missing[*]}"
    {
        DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    } >"$LOGS/apt.log" 2>&1 9>&- || die "apt-get install failed; see $LOGS/apt.log"
}

pick_python() {
    local python
    for python in "${TB_PYTHON:-}" python3.11 python3 /usr/bin/python3 python3.12 python3.10; do
        if command -v "${python:-none}" >/dev/null && "$python" -c 'import sys, venv, ensurepip; sys.exit(not ((3, 9) <= sys.version_info[:2] <= (3, 12)))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

install_venv() {
    local stamp python
    stamp="$VENV/complete-$(sha256sum "$HERE/requirements.txt" | cut -c1-12)"
    [ ! -f "$stamp" ] || return 0
    python=$(pick_python)
    [ -n "$python" ] || die "no Python of 3.9 to 3.12 with venv (TB_PYTHON can name one)"
    say "creating the Python environment with rucio $RUCIO_VERSION ($python)"
    "$python" -m venv --clear "$VENV" >"$LOGS/pip.log" 2>&1 || die "python -m venv failed; see $LOGS/pip.log"
    "$VENV/bin/pip" install -q --disable-pip-version-check -r "$HERE/requirements.txt" >>"$LOGS/pip.log" 2>&1 ||
        die "pip install failed; see $LOGS/pip.log"
    : >"$stamp"
}

make_secrets() {
    local client account
    mkdir -p "$SECRETS"
    chmod 700 "$SECRETS"
    for client in "${CLIENTS[@]}" "${OWN_CLIENTS[@]}"; do
        [ -s "$SECRETS/$client.secret" ] || (umask 077 && openssl rand -hex 24 >"$SECRETS/$client.secret")
    done
    for account in virgo ligo cnaf outsider root relay; do
        [ -s "$SECRETS/$account.password" ] || (umask 077 && echo "$account-testbed" >"$SECRETS/$account.password")
    done
}

make_certs() {
    [ ! -f "$CERTS/.done" ] || return 0
    say "making the test bed's own CA and certificates"
    mkdir -p "$CERTS"
    if ! bash "$HERE/lib/certificates.sh" "$CERTS" >"$LOGS/certs.log" 2>&1; then
        die "openssl failed; see $LOGS/certs.log"
    fi
    [ "$(id -u)" != 0 ] || chown -R xrootd:xrootd "$CERTS/xrd"
    : >"$CERTS/.done"
}

render() { # template target
    sed -e "s|@STATE@|$STATE|g" -e "s|@PG_PORT@|$TB_PG_PORT|g" -e "s|@RUCIO_PORT@|$TB_RUCIO_PORT|g" \
        -e "s|@STOMP_PORT@|$TB_STOMP_PORT|g" -e "s|@OPENWIRE_PORT@|$TB_OPENWIRE_PORT|g" \
        -e "s|@OIDC_PORT@|$TB_OIDC_PORT|g" -e "s|@PROTECTED_PORT@|$TB_PROTECTED_PORT|g" \
        -e "s|@XRD_PORT@|${xrd_port:-}|g" -e "s|@RSE@|${rse:-}|g" -e "s|@ACCOUNT@|${account:-}|g" \
        -e "s|@RUCIO_SECRET@|$(cat "$SECRETS/rucio.secret")|g" -e "s|@ADMIN_SECRET@|$(cat "$SECRETS/rucio-admin.secret")|g" \
        "$HERE/conf/$1"
}

configure() {
    local i rse xrd_port account dir
    mkdir -p "$CONF/etc" "$STATE/trace" "$STATE/rucio-logs"
    render rucio.cfg.in >"$CONF/etc/rucio.cfg"
    render alembic.ini.in >"$CONF/etc/alembic.ini"
    render activemq.xml.in >"$CONF/activemq.xml"
    render scitokens.cfg.in >"$CONF/scitokens.cfg"
    (umask 077 && render idpsecrets.json.in >"$CONF/idpsecrets.json")
    for i in "${!RSES[@]}"; do
        rse=${RSES[i]} xrd_port=$((TB_XRD_PORT_BASE + i))
        {
            render xrootd.cfg.in
            [ "$rse" != "$PROTECTED" ] || render xrootd-protected.cfg.in
        } >"$CONF/xrootd-$rse.cfg"
        dir="$STATE/storage/$rse"
        mkdir -p "$dir/data/rucio" "$dir/admin" "$dir/cache"
        [ "$(id -u)" != 0 ] || chown xrootd:xrootd "$dir" "$dir"/{data,admin,cache} "$dir/data/rucio"
    done
    for account in root virgo ligo cnaf outsider; do
        mkdir -p "$CONF/client-$account/etc"
        render client.cfg.in >"$CONF/client-$account/etc/rucio.cfg"
    done
}
