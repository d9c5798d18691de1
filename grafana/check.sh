#!/usr/bin/env bash
# Checks the dashboards against Grafana's published types (@grafana/schema), and that a broken copy of one is found.
# usage: check.sh [--help]
# Needs Node with npm. Exit codes: 0 all well, 1 a check failed, 2 bad arguments, 3 npm is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case "${1:-}" in
  '') ;;
  --help) sed -n '2,4s/^# //p' check.sh; exit 0 ;;
  *) echo "check.sh: unknown argument $1" >&2; exit 2 ;;
esac

if ! command -v npm > /dev/null; then
  echo 'npm is not there: install Node.js 18 or later to check the dashboards' >&2
  exit 3
fi

# A stamp, because npm ci takes seconds even when there is nothing to do.
if ! cmp -s package-lock.json node_modules/.checked-lock; then
  npm ci --no-audit --no-fund --silent
  cp package-lock.json node_modules/.checked-lock
fi

# Inside this folder, so that the compiler finds the types.
work="$(mktemp -d node_modules/.check-XXXXXX)"
trap 'rm -rf "$work"' EXIT

compile() {
  node check.mjs "$work/$1" "${@:2}"
  node_modules/.bin/tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler "$work/$1"/*.ts
}

compile now dashboards/*.json
echo 'the dashboards agree with the types of Grafana'

# A check that finds nothing may be one that looks at nothing: each of these must be found.
must_fail() {
  sed "$2" dashboards/pipeline-health.json > "$work/broken.json"
  cmp -s dashboards/pipeline-health.json "$work/broken.json" && { echo "check.sh: $1: the copy is not broken" >&2; exit 1; }
  if compile broken "$work/broken.json" > /dev/null; then
    echo "check.sh: $1 is not found" >&2
    exit 1
  fi
  echo "found: $1"
}

must_fail 'a colour mode that does not exist' 's/"mode": "thresholds"/"mode": "treshold"/'
must_fail 'a dashboard without a version of its schema' '/"schemaVersion"/d'
must_fail 'a misspelt option of a panel' 's/"graphMode"/"grafMode"/'
