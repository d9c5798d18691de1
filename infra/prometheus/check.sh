#!/usr/bin/env bash
# Checks the configuration of Prometheus, its rules, and that each alert fires when it should and is quiet when it should.
# usage: check.sh [--help]
# Needs promtool (Debian: package prometheus). Exit codes: 0 all well, 1 a check failed, 2 bad arguments, 3 promtool is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case "${1:-}" in
  '') ;;
  --help) sed -n '2,4s/^# //p' check.sh; exit 0 ;;
  *) echo "check.sh: unknown argument $1" >&2; exit 2 ;;
esac

if ! command -v promtool > /dev/null; then
  echo 'check.sh: promtool is not there (Debian: apt-get install prometheus)' >&2
  exit 3
fi

promtool check config prometheus.yml
promtool check rules rules/*.yml
promtool test rules tests/*.yml
