# What libzirq exports and needs.

exported() { nm -D --defined-only "$root/usr/lib/libzirq.so.0" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | sort; }

exports_only_its_own() {
  exported | tee "$work/exported"
  grep -qx zx_interrupt_bind "$work/exported" && ! grep -vE '^(zx|zirq)_' "$work/exported"
}

declared() { # the functions that the C headers declare, but for the inline ones
  (cd "$root/usr/include/zirq" && find zircon zirq -name '*.h' | sed 's/.*/#include <&>/') >"$work/declared.c"
  compile gcc -std=c11 -fsyntax-only -aux-info "$work/declarations" "$work/declared.c" &&
    grep "$root/usr/include/zirq/" "$work/declarations" | grep -v ' static ' |
    grep -oE '\b(zx|zirq)_[a-z0-9_]+ \(' | sed 's/ (//' | sort -u
}

exports_what_it_declares() {
  declared >"$work/declared" && [ "$(wc -l <"$work/declared")" -gt 40 ] && diff "$work/declared" <(exported)
}

needs_libc_only() {
  readelf -d "$root/usr/lib/libzirq.so.0" | grep NEEDED
  ! readelf -d "$root/usr/lib/libzirq.so.0" | grep NEEDED | grep -vE 'libc\.so|ld-linux' &&
    readelf -d "$root/usr/lib/libzirq.so.0" | grep -q 'SONAME.*libzirq.so.0'
}

check "libzirq exports zx_* and zirq_* and nothing else" exports_only_its_own
check "libzirq exports every function that its headers declare, and no other" exports_what_it_declares
check "libzirq needs libc only and has its SONAME" needs_libc_only
