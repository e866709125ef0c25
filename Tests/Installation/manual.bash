# The manual pages: clean, complete, and true of what they are about.

manual() { python3 "$tests/manual_pages.py" "$@"; }

pages_are_clean() { # by groff, as lintian asks it, and by mandoc, but for pages that are not installed on this machine
  local page
  for page in man/*.[1-9]; do
    man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null | sed "s|^|$page: |"
    mandoc -T lint -W style "$page" 2>/dev/null | grep -v ': referenced manual not found: '
  done >"$work/warnings"
  ! grep . "$work/warnings"
}

page() { # ARGUMENTS...: of the installed tree, as text
  man -M "$root/usr/share/man" "$@"
}

every_call_is_found() {
  local call
  declared >"$work/declared" || return
  while read -r call; do
    page 3 "$call" | grep -q "^ *$call(" || { echo "no page of $call"; return 1; }
  done <"$work/declared"
}

others_are_found() {
  page 1 zirqctl | grep -q unbind && page 5 zirqd.conf | grep -q RemovalGraceSec && page 7 zirq | grep -q FILES &&
    page 8 zirqd | grep -q check-config
}

driver_of_the_manual_works() {
  sed -n '/^#include/,/^\.Ed/p' man/zx_interrupt_bind.3 | sed '/^\.Ed/d; s/\\e/\\/g' >"$work/manual.c"
  link "$work/manual" gcc -std=c11 "$work/manual.c" || return
  start_daemon <<<$'[Simulated button]\nRateHz=10000' || return
  [ "$(run_client "$work/manual" | head -n 3 | grep -cx '[0-9]*')" = 3 ]
}

check "the manual pages are without a warning" pages_are_clean
check "every call of the headers has its manual page, with its declaration and errors" \
  manual calls "$root/usr/include/zirq" man
check "man finds a page by every call's name" every_call_is_found
check "man finds the pages of the programs, the configuration and the whole" others_are_found
check "zirqctl(1) has every verb and option" manual program "$root/usr/bin/zirqctl" man/zirqctl.1
check "zirqd(8) has every option" manual program "$root/usr/sbin/zirqd" man/zirqd.8
check "zirqd.conf(5) has the keys of the commented example" manual keys docs/zirqd.conf man/zirqd.conf.5
check "the pages that the manual refers to are there" manual references man
check "the driver in zx_interrupt_bind(3) gets its packets" driver_of_the_manual_works
