#!/usr/bin/env bash
# Builds the engine, the pages and the program; each only when its sources changed. One line of progress a step.
source "$(dirname "$0")/env.sh"

# The engine is large and changes rarely: it is built once per sources and Go version and kept in the user's cache.
engine() {
  need_go
  local hash kept
  hash="$(go env GOVERSION GOOS GOARCH | hash_of deploy/engine/*.go deploy/engine/go.mod deploy/engine/go.sum)"
  kept="$cache/engine/$hash/minhu-engine"
  mkdir -p bin "$(dirname "$kept")"
  if [[ ! -x "$kept" ]]; then
    say "[1/3] 构建流程引擎（首次约 5 分钟，之后跳过）……  building the workflow engine (about 5 minutes the first time, then kept)"
    (cd deploy/engine && go build -o "$kept.unfinished" .)
    mv -f "$kept.unfinished" "$kept"
    # keep this one and the one before
    find "$cache/engine" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | tail -n +3 | cut -d' ' -f2- | xargs -r rm -rf
  else
    say "[1/3] 流程引擎没有变化。  the workflow engine is up to date"
  fi
  # a link costs nothing; across file systems a copy is made
  if ! [[ bin/minhu-engine -ef "$kept" ]]; then
    rm -f bin/minhu-engine
    ln "$kept" bin/minhu-engine 2>/dev/null || cp "$kept" bin/minhu-engine
  fi
}

# Packages are installed when the lock file changed, pages built when any of their sources did.
pages() {
  if [[ ! -f ui/package.json ]]; then
    return 0
  fi
  need_node
  local lock sources
  lock="$(node --version | hash_of ui/package.json ui/package-lock.json)"
  if [[ "$(cat ui/node_modules/.minhu-lock 2>/dev/null)" != "$lock" ]]; then
    say "[2/3] 安装网页的依赖……  installing the pages' packages"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error)
    printf '%s' "$lock" >ui/node_modules/.minhu-lock
  fi
  sources="$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/test-results -prune -o -path ui/playwright-report -prune \
    -o -type f -print | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -c1-16)"
  if [[ "$(cat ui/dist/.built 2>/dev/null)" != "$sources" ]]; then
    say "[2/3] 构建网页……  building the pages"
    (cd ui && npm run --silent build)
    printf '%s' "$sources" >ui/dist/.built
  else
    say "[2/3] 网页没有变化。  the pages are up to date"
  fi
}

binary() {
  need_go
  say "[3/3] 构建程序……  building the program"
  go build -o bin/minhu ./cmd/minhu
}

case "${1:-all}" in
all)
  need_go
  need_node
  engine
  pages
  binary
  ;;
engine | pages | binary) "$1" ;;
*) fail "scripts/build.sh all|engine|pages|binary" ;;
esac
