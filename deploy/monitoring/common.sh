# For up and down: where things are. Sourced by bash.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
tools=$root/target/tools
state=${MONITORING_DIR:-$root/target/monitoring}

fail() {
  printf 'monitoring: %s\n' "$1" >&2
  exit 2
}

# running NAME: true when what up started under this name is still there; sets pid.
running() {
  [ -r "$state/$1.pid" ] || return 1
  pid=$(<"$state/$1.pid")
  # The number may be another program's by now.
  kill -0 "$pid" 2>/dev/null && [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"$1"* ]]
}
