#!/usr/bin/env bash
# The long proofs: Go tests that only run with MINHU_PROOF=1 (kill seeds), then the bench. Not part of make test.
source "$(dirname "$0")/env.sh"
source scripts/services.sh
work="$(mktemp -d "${TMPDIR:-/tmp}/minhu-proof-XXXXXX")"
chmod 755 "$work"
trap 'stop_services; rm -rf "$work"' EXIT
start_services "$work/services"
# Five seeds of the kill test with its seeded bugs, then every benchmark against its bar.
MINHU_PROOF_SEEDS="${MINHU_PROOF_SEEDS:-1,2,3,4,5}" go test -count=1 -timeout 60m -v -run 'Kill' ./internal/proof
# A million and more random acts on the table, every invariant checked after each.
go test -count=1 -timeout 10m -run TestRandomLives ./internal/hotline -random-acts 1500000
bin/minhu bench all
