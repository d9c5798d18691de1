#!/usr/bin/env bash
# Makes the topics of topics.conf, and sets their settings where they are there already. Run it as often as you like.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat << 'U'
usage: create-topics.sh [--bootstrap HOST:PORT] [--topics FILE] [--replication N]
  --bootstrap HOST:PORT  a broker [default: KAFKA_BOOTSTRAP, else localhost:9092]
  --topics FILE          list of topics [default: topics.conf beside this script]
  --replication N        copies of each new topic [default: the broker's own]
Kafka's tools: the commands in KAFKA_TOPICS and KAFKA_CONFIGS, else kafka-topics.sh and kafka-configs.sh of the PATH or of /opt/kafka/bin.
Partitions of a topic that is there are never changed: a meter's readings would move to another one. It says so when they differ.
Exit codes: 0 all topics are as the list says (but for partitions), 1 Kafka does not answer or refuses, 2 bad arguments.
U
}

bootstrap="${KAFKA_BOOTSTRAP:-localhost:9092}" list="$here/topics.conf" replication=''
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --bootstrap | --topics | --replication)
      [ $# -ge 2 ] || { echo "create-topics.sh: $1 needs a value" >&2; exit 2; }
      case "$1" in --bootstrap) bootstrap="$2" ;; --topics) list="$2" ;; *) replication="$2" ;; esac
      shift 2
      ;;
    *) echo "create-topics.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
done

# tool NAME VARIABLE: how to call one of Kafka's tools.
tool() {
  if [ -n "${!2:-}" ]; then
    printf '%s\n' "${!2}"
  elif command -v "$1" > /dev/null; then
    printf '%s\n' "$1"
  elif [ -x "/opt/kafka/bin/$1" ]; then
    printf '%s\n' "/opt/kafka/bin/$1"
  else
    echo "create-topics.sh: no $1 on the PATH or in /opt/kafka/bin; set $2 to the command" >&2
    return 1
  fi
}
topics_command="$(tool kafka-topics.sh KAFKA_TOPICS)"
configs_command="$(tool kafka-configs.sh KAFKA_CONFIGS)"
# Split at spaces: a command may have arguments.
read -r -a topics_tool <<< "$topics_command"
read -r -a configs_tool <<< "$configs_command"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# One question for all that is there: each of these tools is a Java program that takes seconds.
"${topics_tool[@]}" --bootstrap-server "$bootstrap" --describe --exclude-internal > "$work/there"

# make NAME PARTITIONS SETTING...
make() {
  local name="$1" partitions="$2" arguments=() setting
  shift 2
  for setting in "$@"; do arguments+=(--config "$setting"); done
  [ -z "$replication" ] || arguments+=(--replication-factor "$replication")
  # --if-not-exists: two of these may run at the same time.
  "${topics_tool[@]}" --bootstrap-server "$bootstrap" --create --if-not-exists --topic "$name" --partitions "$partitions" ${arguments[0]+"${arguments[@]}"}
  echo "topic $name: made, $partitions partitions, $*"
}

# renew NAME PARTITIONS SETTING...
renew() {
  local name="$1" partitions="$2" settings count
  shift 2
  settings="$(IFS=,; echo "$*")"
  [ -z "$settings" ] || "${configs_tool[@]}" --bootstrap-server "$bootstrap" --alter --topic "$name" --add-config "$settings"
  count="$(sed -n "s/^Topic: ${name}[[:space:]].*PartitionCount: \([0-9]*\).*/\1/p" "$work/there")"
  [ "$count" = "$partitions" ] || echo "topic $name: has $count partitions, the list says $partitions; left as it is" >&2
  echo "topic $name: there, $count partitions, $*"
}

# What is there already gets its settings only where they differ: the description names what is set.
differs() {
  local name="$1" setting set
  shift 2
  set=",$(sed -n "s/^Topic: ${name}[[:space:]].*Configs: \([^[:space:]]*\).*/\1/p" "$work/there"),"
  for setting in "$@"; do
    case "$set" in *",$setting,"*) ;; *) return 0 ;; esac
  done
  return 1
}

jobs=()
while read -r name partitions settings; do
  case "$name" in '' | '#'*) continue ;; esac
  read -r -a each <<< "$settings"
  if ! grep -q "^Topic: ${name}[[:space:]]" "$work/there"; then
    make "$name" "$partitions" ${each[0]+"${each[@]}"} > "$work/$name" 2>&1 &
  elif differs "$name" "$partitions" ${each[0]+"${each[@]}"}; then
    renew "$name" "$partitions" ${each[0]+"${each[@]}"} > "$work/$name" 2>&1 &
  else
    echo "topic $name: is as it should be" > "$work/$name"
    continue
  fi
  jobs+=("$!:$name")
done < "$list"

failed=0
for job in ${jobs[0]+"${jobs[@]}"}; do
  wait "${job%%:*}" || { failed=1; echo "create-topics.sh: ${job#*:} failed" >&2; }
done
while read -r name _; do
  case "$name" in '' | '#'*) continue ;; esac
  cat "$work/$name"
done < "$list"
exit "$failed"
