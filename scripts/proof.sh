#!/usr/bin/env bash
# The long proofs: Go tests that only run with MINHU_PROOF=1 (kill seeds), then the bench. Not part of make test.
source "$(dirname "$0")/env.sh"
source scripts/services.sh
work="$(mktemp -d "${TMPDIR:-/tmp}/minhu-proof-XXXXXX")"
chmod 755 "$work"
trap 'stop_services; rm -rf "$work"' EXIT
start_services "$work/services"
MINHU_PROOF=1 go test -count=1 -timeout 60m -run 'Kill|Proof' ./...
