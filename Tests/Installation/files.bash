# What `make install` puts where, and that it needs nothing of the machine that built it.

install_all() { make install PREFIX=/usr DESTDIR="$root"; }

files_are_there() {
  local file missing=0
  for file in usr/bin/zirqctl usr/sbin/zirqd usr/lib/libzirq.so.0 usr/lib/libzirq.so usr/lib/libzirq.a \
    usr/lib/pkgconfig/zirq.pc usr/include/zirq/zircon/syscalls.h usr/include/zirq/zirq/zirq.h \
    usr/include/zirq/lib/zx/interrupt.h usr/include/zirq/lib/async/cpp/irq.h usr/include/zirq/lib/fit/defer.h \
    usr/include/zirq/lib/async-loop/cpp/loop.h usr/share/zirq/swift/Package.swift \
    usr/lib/systemd/system/zirqd.service usr/lib/systemd/system/zirqd.socket usr/lib/sysusers.d/zirq.conf \
    usr/lib/udev/rules.d/70-zirq.rules usr/share/bash-completion/completions/zirqctl; do
    [ -s "$root/$file" ] || { echo "missing or empty: $file"; missing=1; }
  done
  return $missing
}

needs_no_swift() { # PROGRAM
  ldd "$root/$1"
  ! ldd "$root/$1" | grep -E 'swift|not found' && ! readelf -d "$root/$1" | grep -E 'RUNPATH|RPATH'
}

runs_alone() { # the programs with nothing of the builder's environment
  env -i "$root/usr/sbin/zirqd" --version && env -i "$root/usr/bin/zirqctl" --version
}

unit_is_valid() {
  command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing"; return 1; }
  sed "s|/usr/sbin/zirqd|$root/usr/sbin/zirqd|" "$root/usr/lib/systemd/system/zirqd.service" >"$work/zirqd.service"
  cp "$root/usr/lib/systemd/system/"*.socket "$work"
  systemd-analyze verify --man=no "$work/zirqd.service" 2>&1 | grep -v '^Failed to open /dev/tty0' | tee "$work/verify"
  ! grep -q zirqd "$work/verify"
}

check "make install PREFIX=/usr DESTDIR=… succeeds" install_all
check "every promised file is installed" files_are_there
check "zirqd needs no Swift runtime and no path of the builder's" needs_no_swift usr/sbin/zirqd
check "zirqctl needs no Swift runtime and no path of the builder's" needs_no_swift usr/bin/zirqctl
check "the programs run in an empty environment" runs_alone
check "systemd finds nothing wrong with the unit" unit_is_valid
