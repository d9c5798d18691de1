#!/usr/bin/env bash
# Validates the rendered overlays against the schemas of Kubernetes, KEDA and the Prometheus operator, without a cluster and without kubectl, and proves that faults are found.
# Needs Node with npm (the schemas come pinned from package-lock.json). Exit codes: 0 all well, 1 a check failed, 3 npm is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/schemas"
rendered=../../../tests/Deployment/Kubernetes/Rendered

case "${1:-}" in
  --help | -h) sed -n '2,3s/^# //p' ../check.sh; exit 0 ;;
  '') ;;
  *) echo "check.sh: unknown argument $1" >&2; exit 2 ;;
esac
if ! command -v npm > /dev/null; then
  echo 'npm is not there: install Node.js 18 or later to check the Kubernetes objects' >&2
  exit 3
fi
# A stamp, because npm ci takes seconds even when there is nothing to do.
if ! cmp -s package-lock.json node_modules/.checked-lock; then
  npm ci --no-audit --no-fund --silent
  cp package-lock.json node_modules/.checked-lock
fi

node check.mjs "$rendered"/*.yaml

# A check that finds nothing may be one that looks at nothing: each of these must be found.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
must_fail() {
  local what="$1" edit="$2" words="$3"
  sed "$edit" "$rendered/production.yaml" > "$work/edited.yaml"
  if cmp -s "$work/edited.yaml" "$rendered/production.yaml"; then
    echo "self-check: the edit \"$what\" changes nothing; mend it in check.sh" >&2
    exit 1
  fi
  if node check.mjs "$work/edited.yaml" > "$work/found" 2>&1 || ! grep -q "$words" "$work/found"; then
    echo "self-check: $what was not found:" >&2
    cat "$work/found" >&2
    exit 1
  fi
  echo "self-check: $what is found"
}
must_fail 'a word for a number in the ScaledObject' 's/maxReplicaCount: 8/maxReplicaCount: many/' 'ScaledObject gridflow'
must_fail 'a ScaledObject without a target' 's/scaleTargetRef:/scaleTarget:/' 'ScaledObject gridflow'
must_fail 'a container without a name' 's/^        name: gridflow$/        title: gridflow/' 'Deployment gridflow'
must_fail 'a list for a word in the budget' 's/unhealthyPodEvictionPolicy: AlwaysAllow/unhealthyPodEvictionPolicy: [1]/' 'PodDisruptionBudget gridflow'
must_fail 'a ServiceMonitor without a selector' '/^kind: ServiceMonitor/,$ s/^  selector:/  select:/' 'ServiceMonitor gridflow'
must_fail 'a version that no schema has' 's#apiVersion: policy/v1#apiVersion: policy/v2#' 'no schema of policy/v2'
echo 'the Kubernetes objects are well'
