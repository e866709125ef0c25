# The documentation of the Swift client, and what its driver does when the daemon ends: the library's session is the whole
# process's, so no test that shares its process with others can end it.

example_code() { cat Examples/swift-driver/Sources/swift-driver/*.swift; }
article_code() { # of the drivers and of their test
  awk '/^### The package/ { exit } /^```/ { inside = !inside; next } inside' Sources/Zirq/Zirq.docc/WritingADriver.md
}
lines() { sed 's/^ *//; /^$/d' | sort -u; }

article_is_the_example() {
  article_code | lines >"$work/article"
  [ -s "$work/article" ] && ! comm -23 "$work/article" <(example_code | lines) | grep .
}

button_shows() { # PATTERN, while the driver runs
  until "$root/usr/bin/zirqctl" --control-socket "$work/control.sock" show sim:button --json | grep -q "$1"; do
    kill -0 "$driver" || return
  done
}

ends_with_the_daemon() {
  local driver
  start_daemon <<<$'[Simulated button]\nMode=level' || return
  run_client "$work/swift-driver/.build/debug/swift-driver" sim:button >"$work/printed" &
  driver=$!
  # Its ack is the second time that the line is armed; then it awaits the next packet.
  button_shows '"open":true' && "$root/usr/bin/zirqctl" --control-socket "$work/control.sock" trigger sim:button &&
    button_shows '"rearms":2' || return
  stop_daemon
  diff <(echo "swift-driver: ZX_ERR_PEER_CLOSED") <(tail -n +2 "$work/printed")
}

check "the Swift documentation converts without a warning" make swift-docs
check "the code of the Swift article is the example's" article_is_the_example
check "port.packets throws PEER_CLOSED when the daemon ends" ends_with_the_daemon
