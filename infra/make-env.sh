#!/usr/bin/env bash
# Makes infra/.env for infra/compose.yaml: .env.example with a random value for each empty line. What is set in an .env that is there stays.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat << 'U'
usage: make-env.sh [--file FILE]
  --file FILE  file to make or to complete [default: .env beside this script]
Values that are set already are kept: servers take their passwords at their first start, and a new one would lock everybody out.
U
}

file="$here/.env"
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --file)
      [ $# -ge 2 ] || { echo 'make-env.sh: --file needs a value' >&2; exit 2; }
      file="$2"
      shift 2
      ;;
    *) echo "make-env.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
done

# Letters and digits only: they need no quoting anywhere, in no URL, header or JSON.
random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

if [ -z "$file" ] || [ -d "$file" ]; then echo "make-env.sh: --file '$file' is no file" >&2; exit 2; fi
[ -d "$(dirname "$file")" ] || { echo "make-env.sh: there is no folder $(dirname "$file")" >&2; exit 2; }
umask 077
new="$(mktemp "$file.XXXXXX")"
trap 'rm -f "$new"' EXIT
made=()
while IFS= read -r line; do
  name="${line%%=*}"
  if [[ ! "$line" =~ ^[A-Z0-9_]+= ]]; then
    printf '%s\n' "$line"
  elif [ -f "$file" ] && old="$(grep -m 1 "^$name=." "$file")"; then
    printf '%s\n' "$old"
  elif [ -n "${line#*=}" ]; then
    printf '%s\n' "$line"
  else
    printf '%s=%s\n' "$name" "$(random)"
    made+=("$name")
  fi
done < "$here/.env.example" > "$new"
# Lines that somebody has added, whatever they are.
if [ -f "$file" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    name="${line%%=*}"
    if [[ "$line" =~ ^[A-Z0-9_]+= ]] && grep -q "^$name=" "$new"; then continue; fi
    if [ -z "$line" ] || grep -qxF -e "$line" "$new"; then continue; fi
    printf '%s\n' "$line"
  done < "$file" > "$new.more"
  cat "$new.more" >> "$new"
  rm -f "$new.more"
fi
mv "$new" "$file"
trap - EXIT
echo "$file: ${#made[@]} new secrets${made[0]+ (${made[*]})}"
