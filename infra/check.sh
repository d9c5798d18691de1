#!/usr/bin/env bash
# Checks what is deployed and is no code: scripts (shellcheck), compose files (docker-compose config, the compose specification's schema), Dockerfiles (dockerfile-utils).
# Needs shellcheck, docker-compose 1.29 or newer, and Node with npm (the linters come pinned from infra/checks/package-lock.json). Starts nothing.
# Exit codes: 0 all well, 1 a check failed, 3 a tool is not there.
set -euo pipefail
infra="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$infra/.."
case "${1:-}" in
  --help | -h) sed -n '2,4s/^# //p' "$infra/check.sh"; exit 0 ;;
  '') ;;
  *) echo "check.sh: unknown argument $1" >&2; exit 2 ;;
esac

compose=(docker-compose)
if ! command -v docker-compose > /dev/null; then
  if docker compose version > /dev/null 2>&1; then compose=(docker compose); else echo 'docker-compose is not there' >&2; exit 3; fi
fi
for tool in shellcheck npm; do
  command -v "$tool" > /dev/null || { echo "$tool is not there" >&2; exit 3; }
done

echo 'shellcheck'
mapfile -t scripts < <(find infra -name node_modules -prune -o -name '*.sh' -print)
shellcheck -x "${scripts[@]}"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
echo 'docker-compose config'
bash infra/make-env.sh --file "$work/.env" > /dev/null
"${compose[@]}" --env-file "$work/.env" -f infra/compose.yaml config > "$work/config.yaml"
# Without secrets it must refuse, and say what to do.
if env -u INFLUXDB_ADMIN_PASSWORD "${compose[@]}" --env-file infra/.env.example -f infra/compose.yaml config > "$work/refused" 2>&1 || ! grep -q 'run infra/make-env.sh' "$work/refused"; then
  echo 'without secrets the compose file is taken, or does not say how to make them:' >&2
  cat "$work/refused" >&2
  exit 1
fi

# A stamp, because npm ci takes seconds even when there is nothing to do.
if ! cmp -s infra/checks/package-lock.json infra/checks/node_modules/.checked-lock; then
  (cd infra/checks && npm ci --no-audit --no-fund --silent && cp package-lock.json node_modules/.checked-lock)
fi
dclint() { node infra/checks/node_modules/dclint/bin/dclint.cjs -c infra/checks/dclint.yaml "$@"; }
echo 'compose specification'
dclint infra/compose.yaml compose.yaml
echo 'Dockerfiles'
# It says what it finds and exits with 0 all the same.
dockerfiles() {
  local file found
  for file in "$@"; do
    found="$(infra/checks/node_modules/.bin/dockerfile-utils lint "$file")"
    [ -z "$found" ] || { printf '%s\n' "$file" "$found"; return 1; }
  done
}
dockerfiles src/Control/Dockerfile src/Generator/Dockerfile

# A check that finds nothing may be one that looks at nothing.
sed 's/restart: unless-stopped/restart: 5/' infra/compose.yaml > "$work/compose.yaml"
if dclint "$work/compose.yaml" > "$work/found" 2>&1; then echo 'self-check: a broken compose file was not found' >&2; exit 1; fi
sed 's/^WORKDIR/WORKDIRR/' src/Control/Dockerfile > "$work/Dockerfile"
if dockerfiles "$work/Dockerfile" > "$work/found"; then echo 'self-check: a broken Dockerfile was not found' >&2; exit 1; fi
echo 'what is deployed is well'
