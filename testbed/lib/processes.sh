# shellcheck shell=bash
# Starting and ending of processes. A pid file holds "PID STARTTIME": a recycled pid is never taken for ours.

starttime() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

pid_of() { cut -d' ' -f1 "$RUN/$1.pid"; }

alive() { # name
    local pid started
    [ -s "$RUN/$1.pid" ] || return 1
    read -r pid started <"$RUN/$1.pid"
    [ -n "$started" ] && [ "$(starttime "$pid")" = "$started" ]
}

start() { # name command…: in a session of its own, without our lock
    local name=$1 pid
    shift
    setsid "$@" >>"$LOGS/$name.log" 2>&1 </dev/null 9>&- &
    pid=$!
    printf '%s %s\n' "$pid" "$(starttime "$pid")" >"$RUN/$name.pid"
}

signal() { # name signal
    ! alive "$1" || kill "-$2" "$(pid_of "$1")" 2>/dev/null || true
}

end() { # name signal: waits 10 s, then ends the whole group
    local pid
    if alive "$1"; then
        pid=$(pid_of "$1")
        signal "$1" "$2"
        for _ in $(seq 100); do
            alive "$1" || break
            sleep 0.1
        done
        kill -KILL -- "-$pid" 2>/dev/null || true
        for _ in $(seq 50); do
            alive "$1" || break
            sleep 0.1
        done
    fi
    rm -f "$RUN/$1.pid"
}

die_of() { # name what
    die "$1 $2; last lines of $LOGS/$1.log:
$(tail -n 15 "$LOGS/$1.log" 2>/dev/null)"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

wait_port() { # name port seconds
    for _ in $(seq $(($3 * 10))); do
        ! port_open "$2" || return 0
        alive "$1" || die_of "$1" "died while starting"
        sleep 0.1
    done
    die_of "$1" "did not open port $2 in $3 s"
}

need_free() { # name port
    ! port_open "$2" ||
        die "port $2 (for $1) is taken by something that this test bed did not start: stop that, or choose another port (README.md, 'Ports')"
}
