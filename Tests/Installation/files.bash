# What `make install` puts where, and that it needs nothing of the machine that built it.

install_all() (
  umask 077
  make install PREFIX=/usr DESTDIR="$root"
)

files_are_there() {
  local file missing=0
  for file in usr/bin/zirqctl usr/sbin/zirqd usr/lib/libzirq.so.0 usr/lib/libzirq.so usr/lib/libzirq.a \
    usr/lib/pkgconfig/zirq.pc usr/include/zirq/zircon/syscalls.h usr/include/zirq/zirq/zirq.h \
    usr/include/zirq/lib/zx/interrupt.h usr/include/zirq/lib/async/cpp/irq.h usr/include/zirq/lib/fit/defer.h \
    usr/include/zirq/lib/async-loop/cpp/loop.h usr/share/zirq/swift/Package.swift \
    usr/lib/systemd/system/zirqd.service usr/lib/systemd/system/zirqd.socket \
    usr/lib/systemd/system/zirqd-control.socket usr/lib/systemd/system-preset/80-zirq.preset \
    usr/lib/systemd/system/zirq-metrics.service usr/lib/systemd/system/zirq-metrics.timer \
    usr/lib/tmpfiles.d/zirq-metrics.conf \
    usr/lib/sysusers.d/zirq.conf usr/lib/tmpfiles.d/zirq.conf usr/lib/udev/rules.d/70-zirq.rules \
    usr/share/doc/zirq/zirqd.conf.example usr/share/doc/zirq/vfio-only.conf \
    usr/share/doc/zirq/z-interrupt-affinity.conf \
    usr/share/doc/zirq/journal-and-metrics.md usr/share/doc/zirq/grafana-dashboard.json \
    usr/share/doc/zirq/zircon.md usr/share/doc/zirq/conformance.md usr/share/doc/zirq/zirqctl-list.schema.json \
    usr/share/bash-completion/completions/zirqctl \
    usr/share/bash-completion/completions/zirqd usr/share/zsh/site-functions/_zirqctl \
    usr/share/zsh/site-functions/_zirqd usr/share/fish/vendor_completions.d/zirqctl.fish \
    usr/share/fish/vendor_completions.d/zirqd.fish usr/share/man/man8/zirqd.8 \
    usr/share/man/man3/zx_interrupt_bind.3; do
    [ -s "$root/$file" ] || { echo "missing or empty: $file"; missing=1; }
  done
  return $missing
}

anyone_may_read() { # the user who installs may have any umask
  find "$root/usr" ! -type l ! -perm 755 ! \( -type f -perm 644 \) -printf '%M %P\n' | tee "$work/modes"
  [ ! -s "$work/modes" ] && diff <(printf '%s\n' bin/zirqctl lib/libzirq.so.0.* sbin/zirqd | sed 's/\*.*//') \
    <(cd "$root/usr" && find . -type f -perm 755 | sed 's|^\./||; s/\(libzirq\.so\.0\.\).*/\1/' | sort)
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
  local unit
  for unit in zirqd zirq-metrics; do
    sed "s|=/usr/|=$root/usr/|" "$root/usr/lib/systemd/system/$unit.service" >"$work/$unit.service"
  done
  cp "$root/usr/lib/systemd/system/"*.{socket,timer} "$work"
  systemd-analyze verify --man=no "$work/"{zirqd.service,zirq-metrics.timer} 2>&1 | grep -v '^Failed to open /dev/tty0' |
    tee "$work/verify"
  ! grep -q zirq "$work/verify"
}

# As at boot: the user first, and then the directory.
user_and_directory_are_made() {
  local sudo='' boot=$work/boot owner status
  [ "$(id -u)" = 0 ] || sudo=sudo
  mkdir -p "$boot/etc"
  $sudo systemd-sysusers --root="$boot" "$PWD/systemd/zirq.sysusers" &&
    $sudo systemd-tmpfiles --root="$boot" --create "$PWD/systemd/zirq.tmpfiles" &&
    grep -E '^zirq:x:[0-9]+:[0-9]+:.*:/run/zirq:.*/nologin$' "$boot/etc/passwd" &&
    owner=$(sed -n 's/^zirq:x:\([0-9]*\):.*/\1/p' "$boot/etc/passwd") &&
    [ "$(stat -c '%a %u' "$boot/run/zirq")" = "755 $owner" ]
  status=$?
  $sudo rm -rf "$boot"
  return $status
}

preset_names_every_unit() { # that can be enabled, and no other
  diff <(cd "$root/usr/lib/systemd/system" && grep -lx '\[Install\]' -- * | sort) \
    <(sed -nE 's/^(enable|disable) //p' "$root/usr/lib/systemd/system-preset/80-zirq.preset" | sort)
}

check "make install PREFIX=/usr DESTDIR=… succeeds" install_all
check "every promised file is installed" files_are_there
check "anyone may read what is installed, whatever the umask, and run the programs" anyone_may_read
check "zirqd needs no Swift runtime and no path of the builder's" needs_no_swift usr/sbin/zirqd
check "zirqctl needs no Swift runtime and no path of the builder's" needs_no_swift usr/bin/zirqctl
check "the programs run in an empty environment" runs_alone
check "systemd finds nothing wrong with the units" unit_is_valid
check "the user and the directory of the sockets are made at boot" user_and_directory_are_made
check "the preset names every unit that can be enabled, and no other" preset_names_every_unit
