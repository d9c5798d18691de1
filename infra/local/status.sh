#!/usr/bin/env bash
# Shows what runs and where it answers. Exit code 0 when all that was started still runs, else 3.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/stack.sh"
case "${1:-}" in
  --help | -h) printf 'usage: status.sh\nThe folder of the stack: GRIDFLOW_LOCAL_DIR [default: %s]\nExit codes: 0 all of it runs, 3 not.\n' "$run"; exit 0 ;;
  '') ;;
  *) echo "status.sh: unknown argument $1" >&2; exit 2 ;;
esac
if [ ! -e "$run/ports" ] || [ ! -e "$run/started" ]; then echo 'nothing was started'; exit 3; fi
show_table
while read -r name; do
  alive "$name" || exit 3
done < "$run/started"
