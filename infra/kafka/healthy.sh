#!/usr/bin/env bash
# Exit code 0 when the broker answers a request (ApiVersions): healthy.sh [PORT]. In bash alone, because Kafka's own tools take seconds of CPU each time.
set -euo pipefail
exec 3<> "/dev/tcp/127.0.0.1/${1:-9092}"
# Length 10, api key 18, version 0, correlation id 1, no client id.
printf '\0\0\0\012\0\022\0\0\0\0\0\1\377\377' >&3
answer="$(head -c 8 <&3 | wc -c)"
[ "$answer" -eq 8 ]
