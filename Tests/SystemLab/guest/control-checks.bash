# Runs on the host: checks that must be reported as what they are.
# shellcheck disable=SC2034 # a limit of check.bash
LIMIT=1
. "$(dirname "$0")/check.bash"

passes() { true; }
fails() { fail "as it should"; }
fails_in_a_command() { false | true; }
is_killed() { kill -SEGV $$; }
hangs() { sleep 60; }
hangs_with_a_reason() { echo "waits for the end" >&2; sleep 60; }

checks passes fails fails_in_a_command is_killed hangs hangs_with_a_reason
