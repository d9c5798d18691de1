#!/usr/bin/env bash
# Registers the Avro schemas of protos/avro and sets their compatibility. Run it as often as you like: a schema that is there keeps its id.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat << 'U'
usage: register-schemas.sh [--url URL] [--schemas FOLDER] [--compatibility MODE]
  --url URL             Confluent's API of the registry [default: SCHEMA_REGISTRY_URL, else http://localhost:8081/apis/ccompat/v7]
  --schemas FOLDER      folder of the .avsc files [default: protos/avro of this repository]
  --compatibility MODE  what a new version must keep [default: FULL: old readers read new records and the other way round]
Needs curl. User and password, when the registry wants them: SCHEMA_REGISTRY_USERNAME, SCHEMA_REGISTRY_PASSWORD.
Exit codes: 0 both are there, 1 the registry does not answer or refuses, 2 bad arguments.
U
}

url="${SCHEMA_REGISTRY_URL:-http://localhost:8081/apis/ccompat/v7}" schemas="$here/../../protos/avro" mode=FULL
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --url | --schemas | --compatibility)
      [ $# -ge 2 ] || { echo "register-schemas.sh: $1 needs a value" >&2; exit 2; }
      case "$1" in --url) url="$2" ;; --schemas) schemas="$2" ;; *) mode="$2" ;; esac
      shift 2
      ;;
    *) echo "register-schemas.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
done
url="${url%/}"

# Behind a file descriptor, so that the password stands in no process list.
login=''
[ -z "${SCHEMA_REGISTRY_USERNAME:-}" ] || login="user = \"$SCHEMA_REGISTRY_USERNAME:${SCHEMA_REGISTRY_PASSWORD:-}\""

# call METHOD PATH BODY: prints the answer; anything but 2xx is an error that shows it.
call() {
  local answer status
  answer="$(printf '%s' "$3" | curl -sS --max-time 20 --retry 5 --retry-connrefused --retry-delay 1 -X "$1" -K <(printf '%s\n' "$login") \
    -H 'Content-Type: application/vnd.schemaregistry.v1+json' --data-binary @- -w '\n%{http_code}' "$url/$2")" || return 1
  status="${answer##*$'\n'}"
  answer="${answer%$'\n'*}"
  case "$status" in
    2??) printf '%s\n' "$answer" ;;
    *) echo "register-schemas.sh: $1 $url/$2: HTTP $status $answer" >&2; return 1 ;;
  esac
}

# quoted FILE: a text file as one JSON string (the image of this step has no jq). With the line break at its end: gridflow registers the file as it is, and another text would be another schema.
quoted() { awk 'BEGIN { ORS = "" } { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, " "); print $0 "\\n" }' "$1"; }

register() {
  local subject="$1" file="$2" answer
  [ -r "$file" ] || { echo "register-schemas.sh: no file $file" >&2; exit 1; }
  answer="$(call POST "subjects/$subject/versions" "{\"schemaType\":\"AVRO\",\"schema\":\"$(quoted "$file")\"}")"
  # Behind the first version: a subject that has none cannot have a mode everywhere.
  call PUT "config/$subject" "{\"compatibility\":\"$mode\"}" > /dev/null
  echo "subject $subject: $answer, $mode"
}

register sensor-readings-value "$schemas/SensorReading.avsc"
register anomalies-value "$schemas/AnomalyEvent.avsc"
