#!/usr/bin/env bash
# Sets InfluxDB up: organisation, bucket, and a token for gridflow that may read and write that bucket and nothing else. Run it as often as you like.
set -euo pipefail

usage() {
  cat << 'U'
usage: setup.sh --token-file FILE [--url URL] [--org NAME] [--bucket NAME] [--retention SECONDS]
  --token-file FILE    gets gridflow's token; an earlier one that still works stays
  --url URL            InfluxDB [default: INFLUXDB_URL, else http://localhost:8086]
  --org, --bucket      [default: gridflow, anomalies]
  --retention SECONDS  how long points are kept [default: 31536000, a year; 0 for ever]
From the environment: INFLUXDB_ADMIN_PASSWORD, INFLUXDB_ADMIN_TOKEN. Needs curl.
Exit codes: 0 all is there, 1 InfluxDB does not answer or refuses, 2 bad arguments.
U
}

url="${INFLUXDB_URL:-http://localhost:8086}" org=gridflow bucket=anomalies retention=31536000 token_file=''
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --url | --org | --bucket | --retention | --token-file)
      [ $# -ge 2 ] || { echo "setup.sh: $1 needs a value" >&2; exit 2; }
      case "$1" in --url) url="$2" ;; --org) org="$2" ;; --bucket) bucket="$2" ;; --retention) retention="$2" ;; *) token_file="$2" ;; esac
      shift 2
      ;;
    *) echo "setup.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
done
[ -n "$token_file" ] || { echo 'setup.sh: --token-file is missing' >&2; exit 2; }
url="${url%/}"
password="${INFLUXDB_ADMIN_PASSWORD:?set INFLUXDB_ADMIN_PASSWORD}" token="${INFLUXDB_ADMIN_TOKEN:?set INFLUXDB_ADMIN_TOKEN}"

# call TOKEN METHOD PATH [BODY]: prints the answer; anything but 2xx is an error that shows it. Secrets go in by descriptors, not as arguments.
call() {
  local who="$1" method="$2" path="$3" answer status
  answer="$(printf '%s' "${4:-}" | curl -sS --max-time 20 --retry 5 --retry-connrefused --retry-delay 1 -X "$method" -K <([ -z "$who" ] || printf 'header = "Authorization: Token %s"\n' "$who") \
    -H 'Content-Type: application/json' ${4:+--data-binary @-} -w '\n%{http_code}' "$url$path")" || return 1
  status="${answer##*$'\n'}"
  case "$status" in
    2??) printf '%s\n' "${answer%$'\n'*}" ;;
    *) echo "setup.sh: $method $url$path: HTTP $status ${answer%$'\n'*}" >&2; return 1 ;;
  esac
}

# first PATTERN: the first value that stands behind "PATTERN":" in what comes in (the image of this step has no jq).
first() { tr -d '\n\t' | grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | sed 's/.*: *"\(.*\)"$/\1/' || true; }

if [[ "$(call '' GET /api/v2/setup)" == *'"allowed": true'* ]]; then
  call '' POST /api/v2/setup "{\"username\":\"admin\",\"password\":\"$password\",\"org\":\"$org\",\"bucket\":\"$bucket\",\"retentionPeriodSeconds\":$retention,\"token\":\"$token\"}" > /dev/null
  echo "InfluxDB at $url: set up with organisation $org and bucket $bucket" >&2
fi

org_id="$(call "$token" GET "/api/v2/orgs?org=$org" | first id)"
[ -n "$org_id" ] || { echo "setup.sh: InfluxDB at $url has no organisation $org" >&2; exit 1; }
bucket_id="$(call "$token" GET "/api/v2/buckets?orgID=$org_id&name=$bucket" | first id)"
if [ -z "$bucket_id" ]; then
  bucket_id="$(call "$token" POST /api/v2/buckets "{\"orgID\":\"$org_id\",\"name\":\"$bucket\",\"retentionRules\":[{\"type\":\"expire\",\"everySeconds\":$retention}]}" | first id)"
fi

# A token shows its text only once, so the file is where it lives.
seen=''
[ ! -s "$token_file" ] || seen="$(call "$(cat "$token_file")" GET "/api/v2/buckets?name=$bucket" 2> /dev/null)" || seen=''
if [[ "$seen" == *"$bucket_id"* ]]; then
  echo "InfluxDB at $url: organisation $org, bucket $bucket, gridflow's token is there" >&2
  exit 0
fi
right() { printf '{"action":"%s","resource":{"type":"buckets","id":"%s","orgID":"%s"}}' "$1" "$bucket_id" "$org_id"; }
own="$(call "$token" POST /api/v2/authorizations "{\"orgID\":\"$org_id\",\"description\":\"gridflow: read and write $bucket\",\"permissions\":[$(right read),$(right write)]}" | first token)"
[ -n "$own" ] || { echo "setup.sh: InfluxDB at $url gave no token" >&2; exit 1; }
mkdir -p "$(dirname "$token_file")"
# Whole or not at all; readable for the user of the other container, who alone sees the volume it lies in.
printf '%s' "$own" > "$token_file.new"
chmod "${TOKEN_FILE_MODE:-600}" "$token_file.new"
mv "$token_file.new" "$token_file"
echo "InfluxDB at $url: organisation $org, bucket $bucket, a token for gridflow" >&2
