# Sourced by the other scripts: strict mode, the source folder, a home for caches, and how to speak.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

# A service account may have no home, or one it cannot write: keep the build caches beside the data then.
if [[ -z "${HOME:-}" || ! -d "${HOME:-}" || ! -w "${HOME:-}" ]]; then
  export HOME="$PWD/var/home"
  mkdir -p "$HOME"
fi
cache="${XDG_CACHE_HOME:-$HOME/.cache}/minhu"

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# hash_of FILE…: one hash over standard input and the names and contents of the files.
hash_of() { sha256sum - "$@" | sha256sum | cut -c1-16; }

# at_least HAVE WANT: compares dotted versions.
at_least() { [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" == "$2" ]]; }

need_go() {
  command -v go >/dev/null || fail "缺少 Go（≥ 1.26）：从 https://go.dev/dl/ 安装，或 apt install golang-go。  Go ≥ 1.26 is missing: install it from https://go.dev/dl/."
  local have
  have="$(go env GOVERSION)"
  at_least "${have#go}" 1.26 || fail "Go 版本 ${have#go} 太旧，需要 ≥ 1.26：https://go.dev/dl/  Go ${have#go} is too old, ≥ 1.26 is needed."
}

need_node() {
  [[ -f ui/package.json ]] || return 0
  command -v node >/dev/null || fail "缺少 Node.js（≥ 20.19）：从 https://nodejs.org/ 安装。  Node.js ≥ 20.19 is missing: install it from https://nodejs.org/."
  local have
  have="$(node --version)"
  at_least "${have#v}" 20.19 || fail "Node.js 版本 ${have#v} 太旧，需要 ≥ 20.19：https://nodejs.org/  Node.js ${have#v} is too old, ≥ 20.19 is needed."
  command -v npm >/dev/null || fail "缺少 npm：随 Node.js 安装，或 apt install npm。  npm is missing: it comes with Node.js, or apt install npm."
}
