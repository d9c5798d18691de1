#!/usr/bin/env bash
# The mission's benchmark: 10,000 readings/s for an hour against a given Kafka and registry, with the report of gridflow-load.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

usage() {
  cat << 'U'
usage: benchmark-hour.sh --bootstrap HOST:PORT --registry URL [--duration 1h] [--rate 10000] [--report DIR] [--load PATH]
  --report DIR   report.html, report.txt, report.json, samples.csv [benchmark-DATE in the working folder]
  --load PATH    gridflow-load.dll [the Release build of this repository]
Exit codes are those of gridflow-load run: 0 every threshold held (p99 within 100 ms, 99 % of the rate, nothing left out), 1 not so, 2 bad arguments, 130 interrupted.
U
}

bootstrap='' registry='' duration=1h rate=10000 report="benchmark-$(date +%Y%m%d-%H%M%S)" load="$root/load/bin/Release/net10.0/gridflow-load.dll"
while [ $# -gt 0 ]; do
  case "$1" in --help | -h) usage; exit 0 ;; esac
  [ $# -ge 2 ] || { echo "benchmark-hour.sh: $1 needs a value, or is unknown" >&2; exit 2; }
  case "$1" in
    --bootstrap) bootstrap="$2" ;;
    --registry) registry="$2" ;;
    --duration) duration="$2" ;;
    --rate) rate="$2" ;;
    --report) report="$2" ;;
    --load) load="$2" ;;
    *) echo "benchmark-hour.sh: unknown argument $1" >&2; exit 2 ;;
  esac
  shift 2
done
if [ -z "$bootstrap" ] || [ -z "$registry" ]; then usage >&2; exit 2; fi
[ -f "$load" ] || { echo "benchmark-hour.sh: $load is not there: dotnet build -c Release load" >&2; exit 1; }
exec dotnet "$load" run steady --duration "$duration" --rate "$rate" --kafka-bootstrap-servers "$bootstrap" --schema-registry-url "$registry" --report "$report"
