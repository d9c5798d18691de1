#!/usr/bin/env bash
# Exit code 0 when the registry says that it is ready: healthy.sh [PORT]. In bash alone: the image promises no curl.
set -euo pipefail
exec 3<> "/dev/tcp/127.0.0.1/${1:-8080}"
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
