#!/usr/bin/env bash
# Quick check while working: vet and tests without the race detector. Each package that needs a database starts a scratch
# one of its own unless MINHU_TEST_DATABASE_URL is set.
source "$(dirname "$0")/env.sh"
need_go
[[ -x bin/minhu-engine ]] || scripts/build.sh engine
packages=("${@:-./...}")
go vet "${packages[@]}"
go test -timeout 10m "${packages[@]}"
if [[ -d ui/node_modules ]]; then (cd ui && npm run --silent types); fi
