# Sourced: start_services FOLDER starts a scratch PostgreSQL and engine for tests and exports their addresses;
# stop_services ends them. They also end when this shell does, because their standard input closes with it.
services_pid=""

start_services() {
  local folder="$1" line
  mkdir -p "$folder"
  mkfifo "$folder/in"
  # scratch data belong to no installation; folders of the account that runs PostgreSQL must be reachable
  chmod 755 "$folder"
  bin/minhu services --scratch --home "$folder/home" <"$folder/in" >"$folder/out" 2>"$folder/err" &
  services_pid=$!
  exec {services_in}>"$folder/in"
  for _ in $(seq 1 900); do
    if grep -q '^ready$' "$folder/out"; then
      MINHU_TEST_DATABASE_URL="$(sed -n 's/^DATABASE_URL=//p' "$folder/out")"
      MINHU_TEST_TEMPORAL_ADDRESS="$(sed -n 's/^TEMPORAL_ADDRESS=//p' "$folder/out")"
      MINHU_TEST_TEMPORAL_NAMESPACE="$(sed -n 's/^TEMPORAL_NAMESPACE=//p' "$folder/out")"
      export MINHU_TEST_DATABASE_URL MINHU_TEST_TEMPORAL_ADDRESS MINHU_TEST_TEMPORAL_NAMESPACE
      return 0
    fi
    kill -0 "$services_pid" 2>/dev/null || break
    sleep 0.2
  done
  cat "$folder/err" >&2
  return 1
}

stop_services() {
  [[ -n "$services_pid" ]] || return 0
  exec {services_in}>&-
  wait "$services_pid" 2>/dev/null || true
  services_pid=""
}
