# Sourced by up.sh, down.sh, status.sh and walk.sh: where things are, and processes that are known by their folder.
# shellcheck shell=bash
local_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
infra="$(dirname "$local_folder")"
# shellcheck disable=SC2034  # used by those who source this
root="$(dirname "$infra")"
run="${GRIDFLOW_LOCAL_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/gridflow-local}"
# In the order in which they start; they stop the other way round.
servers=(kafka registry influxdb minio gridflow prometheus generator)

fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# started PID: when the process began, in ticks since the boot; nothing when it is gone or a zombie. Pids are used again, this pair is not.
started() {
  local stat
  stat="$(cat "/proc/$1/stat" 2> /dev/null)" || return 1
  read -r -a stat <<< "${stat##*) }"
  [ "${stat[0]}" != Z ] && printf '%s\n' "${stat[19]}"
}

# alive NAME
alive() {
  local pid at
  read -r pid at 2> /dev/null < "$run/$1/pid" || return 1
  [ "$(started "$pid")" = "$at" ]
}

# launch NAME COMMAND...: in the background, in a session of its own (Ctrl-C is for up.sh, which stops them in order), its output in NAME/log.
launch() {
  local name="$1" pid
  shift
  mkdir -p "$run/$name"
  grep -qx "$name" "$run/started" 2> /dev/null || printf '%s\n' "$name" >> "$run/started"
  setsid "$@" >> "$run/$name/log" 2>&1 < /dev/null &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(started "$pid")" > "$run/$name/pid"
}

# until_ready NAME SECONDS COMMAND...: fails at once when the process has ended.
until_ready() {
  local name="$1" end=$((SECONDS + $2))
  shift 2
  until "$@" > /dev/null 2>&1; do
    if ! alive "$name" || [ "$SECONDS" -ge "$end" ]; then
      tail -n 20 "$run/$name/log" >&2
      alive "$name" && fail "$name does not answer; its log is $run/$name/log"
      fail "$name has ended; its log is $run/$name/log"
    fi
    sleep 0.2
  done
}

http_ok() { [ "$(curl -s -o /dev/null -m 3 -w '%{http_code}' "$1")" = 200 ]; }

# stop NAME SECONDS: SIGTERM, and SIGKILL when that was not heard.
stop() {
  local name="$1" pid end=$((SECONDS + $2))
  if alive "$name"; then
    read -r pid _ < "$run/$name/pid"
    kill -TERM "$pid" 2> /dev/null || true
    while alive "$name"; do
      if [ "$SECONDS" -ge "$end" ]; then
        echo "$name did not stop in $2 s: killed" >&2
        kill -KILL "$pid" 2> /dev/null || true
        break
      fi
      sleep 0.1
    done
  fi
  rm -f "$run/$name/pid"
}

stop_all() {
  local index
  for ((index = ${#servers[@]} - 1; index >= 0; index--)); do
    stop "${servers[index]}" 30
  done
}

show_table() {
  # shellcheck disable=SC1091
  source "$run/ports"
  local row name state
  while IFS='|' read -r name row; do
    grep -qx "$name" "$run/started" || continue
    state=stopped
    ! alive "$name" || state=running
    printf '%-11s %-8s %s\n' "$name" "$state" "$row"
  done << E2
kafka|localhost:$KAFKA_PORT
registry|http://localhost:$REGISTRY_PORT/apis/ccompat/v7
influxdb|http://localhost:$INFLUXDB_PORT  user admin, password INFLUXDB_ADMIN_PASSWORD in $run/.env
minio|http://localhost:$MINIO_PORT  buckets readings, checkpoints
gridflow|gRPC localhost:$GRPC_PORT, http://localhost:$HTTP_PORT/docs, http://localhost:$METRICS_PORT/metrics
prometheus|http://localhost:$PROMETHEUS_PORT
generator|log $run/generator/log
E2
}
