# Each example builds from the installed tree, and does what its README says: the daemon has the devices that stand in
# it, the command is the one behind `make`, and what it prints is the block behind "prints".

configuration() { awk '/^    \[/ { found = 1 } found && !/^    / { exit } found { print substr($0, 5) }' "$1"; }
command_line() { awk '/^    make$/ { getline; print substr($0, 5); exit }' "$1"; }
output() { awk '/prints$/ { said = 1 } said && /^    / { print substr($0, 5); found = 1; next } found { exit }' "$1"; }

builds() { # EXAMPLE
  cp -r "Examples/$1" "$work/$1" &&
    make -C "$work/$1" clean && make -C "$work/$1" CPPFLAGS="-Wall -Wextra -Wpedantic -Werror"
}

does_what_it_says() { # EXAMPLE
  local readme=$work/$1/README.md
  start_daemon < <(configuration "$readme") || return
  # shellcheck disable=SC2046 # the command is words
  (cd "$work/$1" && run_client $(command_line "$readme")) >"$work/printed" || { cat "$work/printed"; return 1; }
  [ -s "$work/printed" ] && diff <(output "$readme") "$work/printed"
}

for example in Examples/*/; do
  example=$(basename "$example")
  check "the example $example builds" builds "$example"
  # This one needs QEMU's device, which the hardware lab has.
  [ "$example" = edu-driver ] || check "the example $example does what its README says" does_what_it_says "$example"
done
