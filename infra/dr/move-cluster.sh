#!/usr/bin/env bash
# Takes GridFlow to another Kafka cluster: copies the last window of the readings, so that no detector begins empty, and sets the group behind it, so that nothing is said twice.
# Run it when producers and all instances have been stopped with nothing left to read: docs/disaster-recovery.md has the whole procedure.
set -euo pipefail

usage() {
  cat << 'U'
usage: move-cluster.sh --from HOST:PORT --to HOST:PORT --groups-tool COMMAND [options]
  --from, --to         bootstrap addresses of the old and the new cluster
  --groups-tool CMD    kafka-consumer-groups.sh of Apache Kafka, with its arguments if it needs any
  --topic NAME         topic of readings, the same on both sides [sensor-readings]
  --group NAME         consumer group [gridflow]
  --minutes N          how far back to copy: the window and the clock lead, and something for the copy itself [8]
  --property K=V       a property of librdkafka for both sides (security.protocol=…); may be repeated
Needs kcat 1.7. The topic must exist on the new side with as many partitions, and hold nothing: offsets there begin anew.
Keys, values and their partitions are copied; headers are not, and a record without a value arrives with an empty one (no reading has headers, or no value).
Each partition is counted on the old side first; unless as many arrive, the group is not set, and it says what to delete before the next try.
Exit codes: 0 done, 1 something is not as it must be, and nothing more was done, 2 bad arguments.
U
}

fail() { echo "move-cluster.sh: $*" >&2; exit 1; }
bad() { echo "move-cluster.sh: $*" >&2; exit 2; }

from='' to='' tool='' topic=sensor-readings group=gridflow minutes=8 properties=()
while [ $# -gt 0 ]; do
  case "$1" in --help | -h) usage; exit 0 ;; esac
  [ $# -ge 2 ] || bad "$1 needs a value, or is unknown; --help lists all"
  case "$1" in
    --from) from="$2" ;;
    --to) to="$2" ;;
    --groups-tool) tool="$2" ;;
    --topic) topic="$2" ;;
    --group) group="$2" ;;
    --minutes) minutes="$2" ;;
    --property) properties+=(-X "$2") ;;
    *) bad "unknown argument $1; --help lists all" ;;
  esac
  shift 2
done
if [ -z "$from" ] || [ -z "$to" ] || [ -z "$tool" ]; then bad 'give --from, --to and --groups-tool'; fi
[ "$from" != "$to" ] || bad 'the two clusters are the same'
[[ "$minutes" =~ ^[1-9][0-9]*$ ]] || bad '--minutes must be a whole number above 0'
command -v kcat > /dev/null || fail 'kcat is not there'
command -v jq > /dev/null || fail 'jq is not there'
read -ra groups <<< "$tool"

partitions() { kcat -q -L -J -b "$1" "${properties[@]}" -t "$topic" | jq -r '.topics[] | .partitions[].partition' | sort -n; }
# end ADDRESS PARTITION: offset behind the last record.
end() { kcat -q -Q -b "$1" "${properties[@]}" -t "$topic:$2:-1" | sed -n 's/.*offset \([0-9]*\).*/\1/p'; }

old="$(partitions "$from")" new="$(partitions "$to")"
[ -n "$old" ] || fail "$from has no topic $topic"
[ "$old" = "$new" ] || fail "$topic has $(wc -l <<< "$old") partitions on $from and $(grep -c . <<< "$new" || true) on $to: a meter must stay in its partition"
for partition in $old; do
  [ "$(end "$to" "$partition")" = 0 ] || fail "$topic [$partition] on $to is not empty: delete the topic there and make it again with as many partitions"
done

undo="delete topic $topic on $to, make it again with $(wc -l <<< "$old") partitions, and run this again; the group on $to has not been set"
# count PARTITION: records that a read_committed reader is given.
count() { kcat -q -C -e -b "$from" "${properties[@]}" -t "$topic" -p "$1" -o "s@$since" -X isolation.level=read_committed -f '%o\n' | wc -l; }

since=$((($(date +%s) - minutes * 60) * 1000))
# Longer than any chance: values are binary.
mark="$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')"
total=0
for partition in $old; do
  # Before and apart from the copy: what is lost between the two readers and the writer must show.
  wanted="$(count "$partition")" || fail "$topic [$partition] on $from cannot be read; $undo"
  kcat -q -C -e -b "$from" "${properties[@]}" -t "$topic" -p "$partition" -o "s@$since" -X isolation.level=read_committed -f "%k:k$mark:%s:v$mark:" |
    kcat -q -P -b "$to" "${properties[@]}" -t "$topic" -p "$partition" -K ":k$mark:" -D ":v$mark:" -X acks=all -X enable.idempotence=true ||
    fail "$topic [$partition]: copying broke off; $undo"
  copied="$(end "$to" "$partition")"
  [ "$copied" = "$wanted" ] || fail "$topic [$partition]: $wanted records of the last $minutes min on $from, ${copied:-no} on $to; $undo"
  total=$((total + copied))
  echo "$topic [$partition]: $copied records of the last $minutes min copied, all of them"
done
[ "$total" -gt 0 ] || fail "nothing was younger than $minutes min: the detectors would begin empty; copy more with --minutes, or start without this script"

"${groups[@]}" --bootstrap-server "$to" --group "$group" --topic "$topic" --reset-offsets --to-latest --execute
echo "group $group on $to stands behind what was copied: its first start reads that in silence, and speaks from there on"
