#!/usr/bin/env bash
# Stops what up.sh has started, gridflow before its servers. Data stay, unless --purge is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/stack.sh"
case "${1:-}" in
  --help | -h) printf 'usage: down.sh [--purge]\n  --purge  deletes all data too\nThe folder of the stack: GRIDFLOW_LOCAL_DIR [default: %s]\n' "$run"; exit 0 ;;
  --purge | '') ;;
  *) echo "down.sh: unknown argument $1" >&2; exit 2 ;;
esac
stop_all
if [ "${1:-}" = --purge ] && [ -e "$run/ports" ]; then rm -rf "$run"; fi
echo 'stopped'
