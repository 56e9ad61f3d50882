#!/usr/bin/env bash
# Everything that must pass: installs what is missing, builds, vets, runs Go tests with the race detector on a real
# PostgreSQL and a real engine, the pages' types and unit tests, and the browser tests. Every stage runs even when an earlier
# one failed. The last line is `N passed, N failed`; a stage that broke without counting a test counts as one failed.
source "$(dirname "$0")/env.sh"
source scripts/services.sh

work="$(mktemp -d "${TMPDIR:-/tmp}/minhu-test-XXXXXX")"
chmod 755 "$work"
passed=0
failed=0
broken=()
app_pid=""

finish() {
  trap - EXIT INT TERM
  if [[ -n "$app_pid" ]]; then
    kill "$app_pid" 2>/dev/null || true
    wait "$app_pid" 2>/dev/null || true
  fi
  stop_services
  rm -rf "$work"
  for b in ${broken[@]+"${broken[@]}"}; do say "没有通过 did not pass: $b"; done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0)) || exit 1
  exit 0
}
interrupted() {
  broken+=("interrupted")
  failed=$((failed + 1))
  finish
}
trap finish EXIT
trap interrupted INT TERM

# stage NAME COMMAND…: runs it; counts are read from $work/count ("passed failed") when the command wrote it.
stage() {
  local name="$1" code=0 began=$SECONDS p=0 f=0
  shift
  say "== $name"
  rm -f "$work/count"
  "$@" || code=$?
  if [[ -f "$work/count" ]]; then
    read -r p f <"$work/count" || true
    passed=$((passed + p))
    failed=$((failed + f))
  fi
  if ((code != 0 || f > 0)); then
    broken+=("$name")
    ((f > 0)) || failed=$((failed + 1))
  fi
  say "== $name: $((SECONDS - began)) s"
  return 0
}

install_tools() {
  local missing=()
  find_browser >/dev/null || missing+=(chromium)
  fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing+=(fonts-noto-cjk fontconfig)
  ((${#missing[@]})) || return 0
  if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
    say "安装 installing ${missing[*]}"
    apt-get -o DPkg::Lock::Timeout=300 -qq update &&
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 ||
      { tail -n 20 "$work/apt.log"; return 1; }
  else
    say "浏览器测试需要 ${missing[*]}：请安装（Debian：sudo apt-get install ${missing[*]}）。  The browser tests need ${missing[*]}: install them."
    return 1
  fi
}

find_browser() {
  [[ -n "${MINHU_TEST_BROWSER:-}" ]] && { say "$MINHU_TEST_BROWSER"; return 0; }
  command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

go_tests() {
  local code=0
  set +e
  go test -race -timeout 15m -json ./... 2>"$work/go.err" | "$work/tally" go "$work/count"
  code=$((PIPESTATUS[0] != 0 ? PIPESTATUS[0] : PIPESTATUS[1]))
  set -e
  cat "$work/go.err"
  return "$code"
}

pages_types() { (cd ui && npm run --silent types); }

pages_unit() {
  local code=0
  (cd ui && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$work/vitest.json") || code=$?
  "$work/tally" vitest "$work/count" <"$work/vitest.json" || code=1
  return "$code"
}

# The browser tests get an installation of their own with the demonstration city; its address is MINHU_TEST_URL.
browser() {
  local code=0 port
  port="$("$work/tally" port)"
  MINHU_TEST_BROWSER="$(find_browser)" || return 1
  export MINHU_TEST_BROWSER MINHU_TEST_URL="http://127.0.0.1:$port"
  mkdir -p "$work/browser"
  MINHU_DEMO=on MINHU_DEMO_SIZE=small bin/minhu standalone --home "$work/browser" --addr "127.0.0.1:$port" >"$work/standalone.log" 2>&1 &
  app_pid=$!
  # the program ending early ends the wait
  "$work/tally" wait "$MINHU_TEST_URL/healthz" &
  local waiting=$!
  wait -n "$waiting" "$app_pid" || true
  if ! kill -0 "$app_pid" 2>/dev/null || ! wait "$waiting"; then
    kill "$waiting" 2>/dev/null || true
    cat "$work/standalone.log"
    return 1
  fi
  MINHU_TEST_CALL_TOKEN="$(cat "$work/browser/keys/calls.token")"
  export MINHU_TEST_CALL_TOKEN
  (cd ui && PLAYWRIGHT_JSON_OUTPUT_NAME="$work/playwright.json" npx --no-install playwright test --reporter=list,json) || code=$?
  "$work/tally" playwright "$work/count" <"$work/playwright.json" || code=1
  kill "$app_pid" 2>/dev/null || true
  wait "$app_pid" 2>/dev/null || true
  app_pid=""
  return "$code"
}

build_all() { scripts/build.sh all && go build -o "$work/tally" ./scripts/tally; }

has_browser_tests() { compgen -G 'ui/playwright.config.*' >/dev/null; }

stage "构建 build" build_all
if [[ ! -x "$work/tally" || ! -x bin/minhu ]]; then exit; fi
stage "数据库与引擎 services" start_services "$work/services"
stage "go vet" go vet ./...
# finds what would make a workflow behave differently when it is replayed: clocks, random numbers, map order
stage "workflowcheck" go run go.temporal.io/sdk/contrib/tools/workflowcheck@v0.6.0 ./workflows/...
stage "go test -race" go_tests
stop_services
if [[ -f ui/package.json ]]; then
  stage "网页类型 types" pages_types
  stage "网页单元测试 unit" pages_unit
fi
if has_browser_tests; then
  stage "安装 install" install_tools
  stage "浏览器 browser" browser
fi
