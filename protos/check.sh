#!/usr/bin/env bash
# Checks the gRPC contract: style (buf lint), and that nothing a client of the last release relies on has gone (buf breaking, against protos/baseline).
#   protos/check.sh            lint, breaking, and a proof that a break is found
#   protos/check.sh --renew    makes the contract of today the baseline: only with a release, see CONTRIBUTING.md
# Needs Node with npm (buf comes pinned from package-lock.json) and a restored solution (google/api comes from its NuGet package).
# Exit codes: 0 all well, 1 a check failed, 3 npm is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

contract=gridflow/v1/pipeline_control.proto

if [ "${1:-}" = --renew ]; then
  cp "$contract" "baseline/$contract"
  echo "baseline renewed: baseline/$contract"
  exit 0
fi

if ! command -v npm > /dev/null; then
  echo 'npm is not there: install Node.js 18 or later to check the contract' >&2
  exit 3
fi

# A stamp, because npm ci takes seconds even when there is nothing to do.
if ! cmp -s package-lock.json node_modules/.checked-lock; then
  npm ci --no-audit --no-fund --silent
  cp package-lock.json node_modules/.checked-lock
fi
buf=node_modules/.bin/buf

packages="${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.aspnetcore.grpc.jsontranscoding"
version="$(sed -n 's/.*"Microsoft.AspNetCore.Grpc.JsonTranscoding" Version="\([^"]*\)".*/\1/p' ../Directory.Packages.props)"
google="$packages/$version/content/protos/google"
if [ ! -f "$google/api/annotations.proto" ]; then
  echo "no $google: run dotnet restore first" >&2
  exit 1
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# lay NAME PROTO: a folder that buf can build, with PROTO as the contract.
lay() {
  mkdir -p "$work/$1/$(dirname "$contract")"
  cp buf.yaml "$work/$1/"
  cp -r "$google" "$work/$1/google"
  cp "$2" "$work/$1/$contract"
}

lay now "$contract"
lay before "baseline/$contract"

echo 'buf lint'
"$buf" lint "$work/now"
echo 'buf breaking'
"$buf" breaking "$work/now" --against "$work/before"

# A check that finds nothing may be one that looks at nothing: each of these must be found.
must_fail() {
  local what="$1" edit="$2" rule="$3"
  shift 3
  sed "$edit" "$contract" > "$work/edited.proto"
  if cmp -s "$work/edited.proto" "$contract"; then
    echo "self-check: the edit \"$what\" changes nothing; mend it in check.sh" >&2
    exit 1
  fi
  rm -rf "$work/edited"
  lay edited "$work/edited.proto"
  if "$buf" "$@" --error-format json > "$work/found" 2>&1 || ! grep -q "\"$rule\"" "$work/found"; then
    echo "self-check: $what was not found as $rule:" >&2
    cat "$work/found" >&2
    exit 1
  fi
  echo "self-check: $what is found ($rule)"
}

# Each edit is of something the baseline has: what is only in today's contract may still change.
must_fail 'a removed field' '/^  string delivery = 5;$/d' FIELD_NO_DELETE breaking "$work/edited" --against "$work/before"
must_fail 'another type of a field' 's/^  double sigma = 4;$/  float sigma = 4;/' FIELD_SAME_TYPE breaking "$work/edited" --against "$work/before"
must_fail 'a removed call' '/^  rpc ListCheckpoints(/,/^  }$/d' RPC_NO_DELETE breaking "$work/edited" --against "$work/before"
must_fail 'a field in another style' 's/^  int64 meters_tracked = 11;$/  int64 metersTracked = 11;/' FIELD_LOWER_SNAKE_CASE lint "$work/edited"
echo 'the contract is well'
