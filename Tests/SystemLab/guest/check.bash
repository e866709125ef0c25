# shellcheck shell=bash
# Named checks. A file of them begins with `. "$(dirname "$0")/check.bash"` and ends with `checks FUNCTION...`: the
# names of the functions are the names of the checks. Each runs in a process of its own, which ends as failed at the
# first command that fails; the last line that it has said is the reason.

# Of a check, in seconds, on a machine that is emulated on a busy host.
LIMIT=${LIMIT:-300}

checks() { # FUNCTION...
  local check failed=0
  if [ -n "${CHECK:-}" ]; then
    set -Eeuo pipefail
    trap 'status=$?; echo "line $LINENO: $BASH_COMMAND: status $status" >&2' ERR
    began=$EPOCHREALTIME
    "$CHECK"
    exit
  fi
  echo "plan $#"
  for check; do run_check "$check" || failed=1; done
  exit $failed
}

run_check() {
  local name log status process reason
  name="$(basename "$0" .bash): ${1//_/ }"
  log=$(mktemp)
  CHECK=$1 timeout --kill-after=10 "$LIMIT" bash "$0" >"$log" 2>&1 &
  process=$!
  wait $process
  status=$?
  # What the check started and left behind must not disturb the next one: timeout leads a group of processes.
  kill -KILL -- -$process 2>/dev/null
  { echo "== $name: status $status, $SECONDS s"; cat "$log"; } >&2
  reason=$(tail -n 1 "$log")
  rm "$log"
  case $status in
    0) echo "ok $name" ;;
    124 | 137) echo "not ok $name: still not done after $LIMIT s${reason:+: $reason}" ;;
    *) echo "not ok $name: ${reason:-ended with status $status}" ;;
  esac
  [ $status = 0 ] || ! declare -F clean_up >/dev/null || clean_up >&2
  return $status
}

fail() { # SENTENCE
  echo "$*" >&2
  exit 1
}

expect() { # WHAT IS SHOULD
  [ "$2" = "$3" ] || fail "$1 is '$2' instead of '$3'"
}

# says PATTERN COMMAND...: the command succeeds, and what it prints has a line that matches.
says() {
  local output
  output=$("${@:2}" 2>&1) || fail "${*:2} ended with status $?: $output"
  grep -qE -e "$1" <<<"$output" || fail "${*:2} does not say '$1', but: $output"
}

# is_refused PATTERN COMMAND...: the command fails, and says why.
is_refused() {
  local output
  if output=$("${@:2}" 2>&1); then fail "${*:2} is not refused: $output"; fi
  grep -qE -e "$1" <<<"$output" || fail "${*:2} does not say '$1', but: $output"
}
