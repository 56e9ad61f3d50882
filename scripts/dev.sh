#!/usr/bin/env bash
# Runs the program and, where there are pages, their development server, which shows changes at once.
source "$(dirname "$0")/env.sh"
trap 'kill 0' EXIT
if [[ -f ui/package.json ]]; then (cd ui && npm run dev) & fi
bin/minhu standalone "$@"
