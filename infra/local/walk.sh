#!/usr/bin/env bash
# Walks the quickstart from nothing: starts the stack of up.sh in a folder of its own, waits for a grave alarm, and looks for that very alarm in the Kafka topic, in InfluxDB, and for
# readings in the archive; then it stops the flow and lets gridflow reconcile compare every record. Says what it saw; stops all and deletes the folder at the end.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat << 'U'
usage: walk.sh [--keep] [--rate N] [--meters N] [--patience SECONDS]
  --keep              leaves data and logs, and says where
  --rate, --meters    of the simulated grid [default: 1000, 20: full windows after seconds]
  --patience SECONDS  for each thing that is waited for [default: 120]
Needs what up.sh needs, and kcat. Servers: GRIDFLOW_SERVERS, or KAFKA_LIBS, REGISTRY_JAR, INFLUXD, MINIO (up.sh --help).
Exit codes: 0 the alarm is everywhere, 1 it is not, or something did not start, 2 bad arguments.
U
}

keep='' rate=1000 meters=20 patience=120
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --keep) keep=1 ;;
    --rate | --meters | --patience)
      [ $# -ge 2 ] || { echo "walk.sh: $1 needs a value" >&2; exit 2; }
      case "$1" in --rate) rate="$2" ;; --meters) meters="$2" ;; *) patience="$2" ;; esac
      shift
      ;;
    *) echo "walk.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done
command -v kcat > /dev/null || { echo 'walk.sh: kcat is not installed' >&2; exit 1; }

GRIDFLOW_LOCAL_DIR="$(mktemp -d)"
export GRIDFLOW_LOCAL_DIR
# shellcheck source-path=SCRIPTDIR source=stack.sh
source "$here/stack.sh"
end() {
  stop_all
  if [ -n "$keep" ]; then echo "left in $run"; else rm -rf "$run"; fi
}
trap end EXIT
trap 'exit 130' INT TERM
say() { printf '%3d s  %s\n' "$SECONDS" "$*"; }

# A file of the archive is finished after seconds here, not after 15 minutes.
export GRIDFLOW_Archive__RollInterval=00:00:05
"$here/up.sh" --detach --any-ports --rate "$rate" --meters "$meters" --anomaly-rate 0.002
say 'all servers answer'
# shellcheck disable=SC1091
source "$run/ports"
# shellcheck disable=SC1091
source "$run/.env"
kafka="127.0.0.1:$KAFKA_PORT"
gridflow() ( # with the settings of the one that runs
  # shellcheck disable=SC1091
  source "$run/gridflow/settings"
  dotnet "$root/src/Control/bin/${GRIDFLOW_CONFIGURATION:-Release}/net10.0/gridflow.dll" "$@"
)

# wait_for WHAT COMMAND...: polls until the command prints something, and prints it.
wait_for() {
  local what="$1" limit=$((SECONDS + patience)) out
  shift
  until out="$("$@" 2> "$run/last-error")" && [ -n "$out" ]; do
    [ "$SECONDS" -lt "$limit" ] || { cat "$run/last-error" >&2; fail "$what: nothing after $patience s"; }
    sleep 0.5
  done
  printf '%s\n' "$out"
}

# 1. gRPC, as a person on shift: the first alarm that no noise makes (6 standard deviations or more, or a status).
alarm="$(gridflow anomalies --follow --since 10m --min-severity error --limit 1 --json --timeout "${patience}s")"
field() { jq -r "$1 // empty" <<< "$alarm"; }
id="$(field .anomaly.anomaly_id)" meter="$(field .anomaly.reading.meter_id)"
if [ -z "$id" ] || [ -z "$meter" ]; then fail "no alarm in what gridflow anomalies printed: $alarm"; fi
say "gRPC: alarm $id of meter $meter, $(field .anomaly.type), $(field .anomaly.severity)"

# 2. The topic, with a client that is not ours, which leaves out what is not committed.
in_topic() { kcat -b "$kafka" -C -t anomalies -o beginning -e -q -X isolation.level=read_committed -f '%p/%o %k %s\n' | grep -a -F "$id" | head -n 1 | cut -d ' ' -f 1,2; }
found="$(wait_for "alarm $id in the topic" in_topic)"
say "Kafka topic anomalies: at $found"

# 3. InfluxDB, in Flux.
flux="from(bucket: \"anomalies\") |> range(start: -1h) |> filter(fn: (r) => r._measurement == \"anomalies\" and r.meter_id == \"$meter\" and r._field == \"value\") |> group() |> count()"
in_influxdb() {
  curl -sS --max-time 10 -K <(printf 'header = "Authorization: Token %s"\n' "$INFLUXDB_ADMIN_TOKEN") -H 'Accept: application/csv' -H 'Content-Type: application/vnd.flux' --data-binary "$flux" \
    "http://127.0.0.1:$INFLUXDB_PORT/api/v2/query?org=gridflow" | tr -d '\r' | awk -F, 'NF > 3 && $NF + 0 > 0 { print $NF }'
}
found="$(wait_for "points of meter $meter" in_influxdb)"
say "InfluxDB bucket anomalies: $found points of meter $meter"

# 4. The archive: whole, and with rows. The files of the first seconds are there after RollInterval.
in_archive() { gridflow archive verify --deep --json 2> /dev/null | jq -c 'select((.rows // 0) > 0)'; }
archive="$(wait_for 'files in the archive' in_archive)"
say "archive s3://readings: $(jq -r '"\(.files) files, \(.rows) readings"' <<< "$archive")"

# 5. Prometheus, when it is there: the numbers that it has scraped.
if [ -d "$run/prometheus/data" ]; then
  scraped() { curl -sS --max-time 10 --data-urlencode 'query=sum(gridflow_readings_scored_total) > 0' "http://127.0.0.1:$PROMETHEUS_PORT/api/v1/query" | jq -r '.data.result[0].value[1] // empty'; }
  found="$(wait_for 'scraped numbers' scraped)"
  say "Prometheus: gridflow_readings_scored_total = $found"
fi

# 6. Every reading must be in the archive or a dead letter, every alarm in InfluxDB.
stop generator 30
stop gridflow 30
reconciled="$(gridflow reconcile --json)" || fail "gridflow reconcile: $reconciled"
say "gridflow reconcile: Kafka, archive and InfluxDB agree"
