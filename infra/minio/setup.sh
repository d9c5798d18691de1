#!/usr/bin/env bash
# Makes the buckets with their lifecycle rules, and a user for gridflow that may do no more than policy-gridflow.json says. Run it as often as you like.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat << 'U'
usage: setup.sh [--with mc|curl]
  --with mc    MinIO's client: buckets, lifecycle, policy, user [default when mc is there]
  --with curl  S3's own interface: buckets and lifecycle; in place of a user it prints a session of 7 days under the same policy
From the environment: S3_URL (default http://localhost:9000), MINIO_ROOT_USER, MINIO_ROOT_PASSWORD; with mc also
GRIDFLOW_S3_ACCESS_KEY and GRIDFLOW_S3_SECRET_KEY, the user that is made. curl needs jq and openssl.
stdout: with curl the lines AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY=, AWS_SESSION_TOKEN=; everything else goes to stderr.
Exit codes: 0 all is there, 1 the service does not answer or refuses, 2 bad arguments.
U
}

with=''
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --with)
      [ $# -ge 2 ] || { echo 'setup.sh: --with needs a value' >&2; exit 2; }
      with="$2"
      shift 2
      ;;
    *) echo "setup.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
done
[ -n "$with" ] || { if command -v mc > /dev/null; then with=mc; else with=curl; fi; }

url="${S3_URL:-http://localhost:9000}" url="${url%/}"
user="${MINIO_ROOT_USER:?set MINIO_ROOT_USER}" password="${MINIO_ROOT_PASSWORD:?set MINIO_ROOT_PASSWORD}"
buckets=(readings checkpoints)

with_mc() {
  local bucket config info
  # In the environment and not as arguments: those stand in the process list. The folder must be one that this user may write.
  export MC_HOST_gridflow="${url%%://*}://$user:$password@${url#*://}"
  config="$(mktemp -d)"
  export MC_CONFIG_DIR="$config"
  for bucket in "${buckets[@]}"; do
    mc mb --ignore-existing "gridflow/$bucket" >&2
    # import replaces what was there.
    mc ilm import "gridflow/$bucket" < "$here/lifecycle-$bucket.json" >&2
  done
  mc admin policy create gridflow gridflow "$here/policy-gridflow.json" >&2
  # Both lines come from stdin, for the same reason.
  printf '%s\n%s\n' "${GRIDFLOW_S3_ACCESS_KEY:?set GRIDFLOW_S3_ACCESS_KEY}" "${GRIDFLOW_S3_SECRET_KEY:?set GRIDFLOW_S3_SECRET_KEY}" | mc admin user add gridflow >&2
  # Fails when it is attached already, so look first. No grep: the image of mc has none.
  info="$(mc admin user info gridflow "$GRIDFLOW_S3_ACCESS_KEY" --json)"
  if [[ "$info" != *'"policyName":"gridflow"'* ]]; then
    mc admin policy attach gridflow gridflow --user "$GRIDFLOW_S3_ACCESS_KEY" >&2
  fi
  echo "S3 at $url: buckets ${buckets[*]}, user $GRIDFLOW_S3_ACCESS_KEY under policy gridflow" >&2
}

# s3 SERVICE PATH EXPECTED CURL-ARGUMENT...: one signed request; EXPECTED is a pattern of status codes.
s3() {
  local service="$1" path="$2" expected="$3" answer status
  shift 3
  answer="$(curl -sS --max-time 20 --aws-sigv4 "aws:amz:us-east-1:$service" -K <(printf 'user = "%s:%s"\n' "$user" "$password") "$@" -w '\n%{http_code}' "$url/$path")" || return 1
  status="${answer##*$'\n'}"
  if ! [[ "$status" =~ ^($expected)$ ]]; then
    echo "setup.sh: $url/$path: HTTP $answer" >&2
    return 1
  fi
  printf '%s\n' "${answer%$'\n'*}"
}

# The same document as S3's XML, which mc makes of it too.
lifecycle_xml() {
  jq -r '"<LifecycleConfiguration>" + ([.Rules[] | "<Rule><ID>\(.ID)</ID><Status>\(.Status)</Status><Filter><Prefix>\(.Filter.Prefix)</Prefix></Filter>"
    + "<Expiration><Days>\(.Expiration.Days)</Days></Expiration></Rule>"] | join("")) + "</LifecycleConfiguration>"' "$1"
}

with_curl() {
  local bucket rules answer part
  for bucket in "${buckets[@]}"; do
    # 409: it is there, and ours.
    s3 s3 "$bucket" '200|409' -X PUT > /dev/null
    rules="$(lifecycle_xml "$here/lifecycle-$bucket.json")"
    s3 s3 "$bucket?lifecycle=" 200 -X PUT -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -H "Content-MD5: $(printf '%s' "$rules" | openssl dgst -md5 -binary | openssl base64)" --data-binary "$rules" > /dev/null
  done
  answer="$(s3 sts '' 200 --data-urlencode Action=AssumeRole --data-urlencode Version=2011-06-15 --data-urlencode DurationSeconds=604800 --data-urlencode "Policy@$here/policy-gridflow.json")"
  for part in AccessKeyId:AWS_ACCESS_KEY_ID SecretAccessKey:AWS_SECRET_ACCESS_KEY SessionToken:AWS_SESSION_TOKEN; do
    printf '%s=%s\n' "${part#*:}" "$(sed -n "s#.*<${part%%:*}>\([^<]*\)</${part%%:*}>.*#\1#p" <<< "$answer")"
  done
  echo "S3 at $url: buckets ${buckets[*]}, a session of 7 days under policy gridflow" >&2
}

case "$with" in
  mc) with_mc ;;
  curl) with_curl ;;
  *) echo "setup.sh: --with takes mc or curl, not $with" >&2; exit 2 ;;
esac
