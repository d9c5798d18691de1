#!/usr/bin/env bash
# Kills gridflow with SIGKILL under load, several times, and measures how long nothing is committed (RTO) and what is missing afterwards (RPO).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

usage() {
  cat << 'U'
usage: measure-recovery.sh (--gfserver PATH | --bootstrap HOST:PORT --registry URL) [options]
  --gfserver PATH      starts a Kafka and a registry of its own with this program, and stops them at the end
  --bootstrap H:P      a Kafka that is there; topics of their own names are made in it and stay
  --registry URL       its schema registry
  --rounds N           kills [3]
  --rate N             readings per second [10000]
  --meters N           meters [1000]
  --lose-store         before the last restart the snapshots are removed too
  --gridflow PATH      gridflow.dll [the Release build beside this script]
  --generator PATH     gridflow-generator.dll [the same]
  --limit SECONDS      most that one recovery may take [60]
  --keep               leaves logs and lists where they are, and says where
Needs dotnet, kcat, jq, curl and GNU coreutils. Progress goes to stderr, the table to stdout.
RTO of a round: from the kill to the first anomaly that a read_committed reader is given later than half a second after it (what arrives sooner was committed by the dead one);
the restart of the process is in it. RPO: anomalies and dead letters of an undisturbed run over the same readings that are not there.
Exit codes: 0 every round within the limit, nothing missing, nothing twice; 1 not so, or a server is missing; 2 bad arguments.
U
}

fail() { echo "measure-recovery.sh: $*" >&2; exit 1; }
bad() { echo "measure-recovery.sh: $*" >&2; exit 2; }
say() { printf '%(%H:%M:%S)T %s\n' -1 "$*" >&2; }

gfserver='' bootstrap='' registry='' rounds=3 rate=10000 meters=1000 lose=no limit=60 keep=no
gridflow="$root/src/Control/bin/Release/net10.0/gridflow.dll"
generator="$root/src/Generator/bin/Release/net10.0/gridflow-generator.dll"
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --lose-store) lose=yes; shift; continue ;;
    --keep) keep=yes; shift; continue ;;
  esac
  [ $# -ge 2 ] || bad "$1 needs a value, or is unknown; --help lists all"
  case "$1" in
    --gfserver) gfserver="$2" ;;
    --bootstrap) bootstrap="$2" ;;
    --registry) registry="$2" ;;
    --rounds) rounds="$2" ;;
    --rate) rate="$2" ;;
    --meters) meters="$2" ;;
    --gridflow) gridflow="$2" ;;
    --generator) generator="$2" ;;
    --limit) limit="$2" ;;
    *) bad "unknown argument $1; --help lists all" ;;
  esac
  shift 2
done
for number in "$rounds" "$rate" "$meters" "$limit"; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || bad "$number is no whole number above 0"
done
[ -n "$gfserver" ] || { [ -n "$bootstrap" ] && [ -n "$registry" ]; } || bad 'give --gfserver, or --bootstrap and --registry'
for program in dotnet kcat jq curl; do
  command -v "$program" > /dev/null || fail "$program is not there"
done
for file in "$gridflow" "$generator"; do
  [ -f "$file" ] || fail "$file is not there: dotnet build -c Release builds it"
done

work="$(mktemp -d "${TMPDIR:-/tmp}/gridflow-dr.XXXXXX")"
children=()
cleanup() {
  local child
  for child in "${children[@]}"; do
    kill -KILL "$child" 2> /dev/null || true
  done
  [ -z "$gfserver" ] || "$gfserver" stop --dir "$work/servers" > /dev/null 2>&1 || true
  if [ "$keep" = yes ]; then say "kept: $work"; else rm -rf "$work"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

if [ -n "$gfserver" ]; then
  say 'starting Kafka and a registry'
  kafka="$("$gfserver" start kafka --dir "$work/servers" --partitions 4 --watch-pid $$)"
  schemas="$("$gfserver" start registry --dir "$work/servers" --memory --watch-pid $$)"
  bootstrap="$(sed -n 's/^KAFKA_BOOTSTRAP=//p' <<< "$kafka")"
  registry="$(sed -n 's/^SCHEMA_REGISTRY_URL=//p' <<< "$schemas")"
fi

name="dr-$(date +%s)-$$"
readings="$name-readings"
# Three free ports; the same for every life of the instance, as in production.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
  done
}
grpc="$(free_port)" http="$(free_port)" metrics="$(free_port)"

# launch NAME LOG: gridflow with topics, group and snapshots of this name; its pid in $pipeline.
launch() {
  env -i PATH="$PATH" HOME="$HOME" TMPDIR="$work" DOTNET_NOLOGO=1 dotnet "$gridflow" run --create-topics \
    "--Kafka:BootstrapServers=$bootstrap" "--SchemaRegistry:Url=$registry" \
    "--Kafka:ReadingsTopic=$readings" "--Kafka:AnomaliesTopic=$1-anomalies" "--Kafka:DeadLetterTopic=$1-dead-letters" "--Kafka:ControlTopic=$1-control" "--Kafka:GroupId=$1" \
    "--Checkpoints:Store=$work/snapshots-$1" "--Checkpoints:TransactionalId=$1-0" \
    "--Control:GrpcPort=$grpc" "--Control:HttpPort=$http" "--Telemetry:MetricsPort=$metrics" >> "$work/$2.log" 2>&1 &
  pipeline=$!
  children+=("$pipeline")
}

# until_true SECONDS WHAT COMMAND...: asks until it says yes.
until_true() {
  local patience="$1" what="$2" began=$SECONDS
  shift 2
  until "$@" 2> /dev/null; do
    kill -0 "$pipeline" 2> /dev/null || fail "gridflow has ended by itself while waiting for $what: $(tail -n 3 "$work"/*.log)"
    [ $((SECONDS - began)) -lt "$patience" ] || fail "waited $patience s for $what"
    sleep 0.1
  done
}

is_ready() { [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$http/readyz")" = 200 ]; }
lines() { wc -l < "$work/arrivals"; }
has_more_than() { [ "$(lines)" -gt "$1" ]; }
stop_politely() {
  kill -TERM "$pipeline"
  wait "$pipeline" || fail "gridflow ended with $?: $(tail -n 3 "$work"/*.log)"
}

# Every committed reading: what the instance says it has read and committed, against the ends of the partitions, which Kafka names.
ends() {
  local partition
  for partition in $(kcat -q -L -J -b "$bootstrap" -t "$readings" | jq '.topics[0].partitions[].partition'); do
    kcat -q -Q -b "$bootstrap" -t "$readings:$partition:-1"
  done | sed -n 's/.*\[\([0-9]*\)\] offset \([0-9]*\).*/\1 \2/p' | sort -n
}
committed() {
  curl -sf "http://127.0.0.1:$http/v1/status" |
    jq -r '.partitions[] | "\(.partition // 0) \(.committed_offset // .committedOffset // .committed // 0)"' | sort -n
}
is_drained() { [ "$(committed)" = "$(cat "$work/ends")" ]; }

# ids NAME: what a read_committed reader is given, one identity a line: anomaly_id, or where a dead letter comes from.
ids() {
  kcat -q -C -e -b "$bootstrap" -t "$1-anomalies" -o beginning -X isolation.level=read_committed -f '%s\n' | { grep -aoE '[A-Za-z]+-[0-9]+:[0-9]{10,}:[A-Z_]+' || true; }
  kcat -q -C -e -b "$bootstrap" -t "$1-dead-letters" -o beginning -X isolation.level=read_committed -f '%h\n' | { grep -aoE 'gridflow.source.partition=[0-9]+|gridflow.source.offset=[0-9]+' | paste -d: - - || true; }
}

say "topics of $name on $bootstrap"
launch "$name" pipeline
until_true 90 'gridflow to be ready' is_ready
: > "$work/arrivals"
kcat -q -u -C -b "$bootstrap" -t "$name-anomalies" -o beginning -X isolation.level=read_committed -X fetch.wait.max.ms=10 -f '%o\n' 2> "$work/watch.log" > >(
  while IFS= read -r _; do printf '%s\n' "${EPOCHREALTIME/,/.}"; done >> "$work/arrivals"
) &
children+=($!)
# So that its end is not told in the middle of the table.
disown "$!"
dotnet "$generator" --kafka-bootstrap-servers "$bootstrap" --schema-registry-url "$registry" --topic "$readings" \
  --event-rate "$rate" --meters "$meters" --seed 7 --no-console > "$work/generator.log" 2>&1 &
source=$!
children+=("$source")
until_true 120 'the first anomalies' has_more_than 20

times=()
for ((round = 1; round <= rounds; round++)); do
  # Some work first, so that there is state to lose, and a kill at no particular moment.
  until_true 60 'output before the kill' has_more_than $(($(lines) + 50))
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  killed="$EPOCHREALTIME"
  kill -KILL "$pipeline"
  wait "$pipeline" 2> /dev/null || true
  note=''
  if [ "$lose" = yes ] && [ "$round" = "$rounds" ]; then
    rm -rf "$work/snapshots-$name"
    note=', without snapshots'
  fi
  launch "$name" pipeline
  sleep 0.5
  before="$(lines)"
  until_true "$limit" "output after kill $round" has_more_than "$before"
  first="$(sed -n "$((before + 1))p" "$work/arrivals")"
  times+=("$(awk -v a="${killed/,/.}" -v b="$first" 'BEGIN { printf "%.2f", b - a }')")
  say "round $round: output again after ${times[-1]} s$note"
done

until_true 60 'output after the last round' has_more_than $(($(lines) + 50))
# Not SIGINT: a shell without a terminal starts its children with it ignored.
kill -TERM "$source"
wait "$source" 2> /dev/null || true
ends > "$work/ends"
until_true 120 'all readings to be committed' is_drained
stop_politely
say 'an undisturbed run over the same readings'
launch "$name-oracle" oracle
until_true 180 'the undisturbed run' is_drained
stop_politely

ids "$name" | sort > "$work/found"
ids "$name-oracle" | sort > "$work/expected"
missing="$(comm -13 <(sort -u "$work/found") <(sort -u "$work/expected") | wc -l)"
unexpected="$(comm -23 <(sort -u "$work/found") <(sort -u "$work/expected") | wc -l)"
twice="$(uniq -d "$work/found" | wc -l)"
total="$(awk '{ n += $2 } END { print n }' "$work/ends")"
worst="$(printf '%s\n' "${times[@]}" | sort -n | tail -n 1)"
median="$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((rounds + 1) / 2))p")"

printf '| kill | output again after |\n|---|---|\n'
for ((round = 1; round <= rounds; round++)); do
  printf '| %d | %s s |\n' "$round" "${times[round - 1]}"
done
printf '\n| | measured | asked |\n|---|---|---|\n'
printf '| RTO, median | %s s | goal 10 s |\n| RTO, longest | %s s | at most %s s |\n' "$median" "$worst" "$limit"
printf '| RPO: records missing | %d of %d | 0 |\n| records twice | %d | 0 |\n| records that an undisturbed run has not | %d | 0 |\n' \
  "$missing" "$(sort -u "$work/expected" | wc -l)" "$twice" "$unexpected"
printf '| readings | %d at %d/s, %d meters | |\n' "$total" "$rate" "$meters"
[ "$(sort -u "$work/expected" | wc -l)" -gt 0 ] || fail 'the undisturbed run has found nothing: this proves nothing'
[ "$missing" = 0 ] && [ "$twice" = 0 ] && [ "$unexpected" = 0 ] && awk -v w="$worst" -v l="$limit" 'BEGIN { exit !(w <= l) }'
