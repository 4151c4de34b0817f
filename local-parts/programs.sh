# Sourced by the scripts that build Strainlake's programs, unpack them into a home and run one of them: ./rehearse, benchmarks/run.
# The script sets: name (in messages), root (the checkout), home (where the programs lie unpacked), programs (to unpack),
# modules (for Maven, empty for all).
# shellcheck shell=bash
ended=
child=
running="$home/running"

lacking() {
  echo "$name: $*" >&2
  exit 3
}

# A JDK 25: JAVA_HOME if it is one, else the first in the usual places.
find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" "${JDK25_HOME:-}" /usr/lib/jvm/*25* /opt/*25* "$HOME"/.sdkman/candidates/java/25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -x "$candidate/bin/javac" ] && "$candidate/bin/javac" -version 2>&1 | grep -q '^javac 25'; then
      echo "$candidate"
      return
    fi
  done
}

# Ends what a run left behind that did not end itself. A line: pid, start time in clock ticks, name.
reap() {
  local file=$1 pid start part now signal
  [ -f "$file" ] || return 0
  for signal in TERM KILL; do
    while read -r pid start part; do
      now=$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)
      if [ "$now" = "$start" ]; then
        [ "$signal" = TERM ] && echo "$name: ending $part of a run that broke off" >&2
        kill -s "$signal" "$pid" 2>/dev/null
      fi
    done <"$file"
    [ "$signal" = TERM ] && wait_gone "$file"
  done
  rm -f "$file"
}

wait_gone() {
  local file=$1 pid start part now alive
  for _ in $(seq 50); do
    alive=
    while read -r pid start part; do
      now=$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)
      [ "$now" = "$start" ] && alive=yes
    done <"$file"
    [ -z "$alive" ] && return
    sleep 0.2
  done
}

newest_source() {
  find "$root" -path "$root/.*" -prune -o -name target -prune -o \
    \( -name pom.xml -o -path '*/src/main/*' \) -type f -newer "$home/built" -print -quit 2>/dev/null
}

# Runs a program, and hands on to it whatever should end this script. What runs in the background does not hear
# Ctrl-C: TERM says the same.
attended() {
  local code
  child=
  trap 'end_child 130' INT
  trap 'end_child 143' TERM HUP
  "$@" &
  child=$!
  [ -n "$ended" ] && kill -TERM "$child" 2>/dev/null
  wait "$child"
  code=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
  done
  trap - INT TERM HUP
  return "$code"
}

end_child() {
  ended=$1
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
  fi
}

leave_if_ended() {
  if [ -n "$ended" ]; then
    exit "$ended"
  fi
}

# Looks for what is needed, and ends what a run that broke off left behind.
prepare() {
  local left jdk
  jdk=$(find_jdk)
  [ -n "$jdk" ] || lacking "a JDK 25 is missing: install one (such as Eclipse Temurin 25) or set JAVA_HOME to it"
  export JAVA_HOME="$jdk"
  command -v setsid >/dev/null || lacking "setsid is missing: install util-linux"
  if [ -d "$running" ]; then
    for left in "$running"/*; do
      [ -e "$left" ] || continue
      kill -0 "$(basename "$left")" 2>/dev/null || reap "$left"
    done
  fi
}

is_built() {
  [ -f "$home/built" ] && [ -z "$(newest_source)" ]
}

build() {
  command -v mvn >/dev/null || lacking "Maven is missing: install it (Debian: apt-get install maven)"
  echo "Building Strainlake (once, some minutes on a fresh machine) ..."
  rm -rf "$home/built" "$home/aot"
  mkdir -p "$home/aot"
  attended mvn -q -B -ntp -f "$root/pom.xml" -DskipTests -Dmaven.javadoc.skip -Dspotless.check.skip -Dmdep.analyze.skip "${modules[@]}" package || {
    leave_if_ended
    echo "$name: the build failed, see above" >&2
    exit 3
  }
  local program
  for program in "${programs[@]}"; do
    rm -rf "${home:?}/$program"
    "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$root/$program/target/$program"-*-exec.jar \
      extract --destination "$home/$program" >/dev/null || lacking "cannot unpack $program into $home"
  done
}
