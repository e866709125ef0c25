# The C++ wrappers and the dispatcher idiom at work, against a daemon.

wires="[Simulated wires]
Mode=edge
Vectors=4
Registers=4K"

holds() { # PROGRAM COMPILER FLAGS...
  start_daemon <<<"$wires" && link "$work/program" "${@:2}" "$tests/$1.cc" && run_client "$work/program"
}

for version in "g++ -std=c++17" "clang++ -std=c++20"; do
  # shellcheck disable=SC2086 # the version is words
  {
    check "the zx wrappers own their handles: $version" holds wrappers $version
    check "the zx wrappers make their calls: $version" holds objects $version
    check "async::Loop calls the handlers it should: $version" holds dispatcher $version
    check "async::Loop tells a handler that its device has gone: $version" holds device-gone $version
  }
done

# The loop is all in the headers, so what watches it is the program's.
address=(-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all)
for program in dispatcher device-gone; do
  check "async::Loop is free of memory errors and undefined behavior, says gcc's sanitizer of $program" \
    holds $program g++ -std=c++17 "${address[@]}"
  check "async::Loop is free of data races, says gcc's sanitizer of $program" \
    holds $program g++ -std=c++17 -g -O1 -fsanitize=thread
done
