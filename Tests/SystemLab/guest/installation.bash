# The packages, installed by apt on a Debian that has never seen zirq.
. "$(dirname "$0")/system.bash"

apt_installs_the_packages() {
  files_of_the_system >/lab/files-before
  apt_get install /lab/packages/*.deb
  says '^Status: install ok installed$' dpkg --status zirq
}

the_user_has_been_made() {
  says '^zirq:x:[0-9]+:[0-9]+:.*:/usr/sbin/nologin$' getent passwd zirq
  says '^zirq:x:[0-9]+:zirq-metrics$' getent group zirq
  expect "the owner of /run/zirq" "$(stat --format=%U:%G /run/zirq)" zirq:zirq
}

the_units_run() {
  says '^active$' systemctl is-active zirqd.service
  says '^active$' systemctl is-active zirqd.socket
  says '^active$' systemctl is-active zirqd-control.socket
  says '^enabled$' systemctl is-enabled zirqd.service
  says 'PID: [0-9]+$' zirqctl status
}

zirqd_is_confined() {
  local process
  process=/proc/$(daemon_pid)
  expect "the user of zirqd" "$(stat --format=%U "$process")" zirq
  says '^NoNewPrivs:.1$' cat "$process/status"
  says '^Seccomp:.2$' cat "$process/status"
}

systemd_finds_no_fault_in_the_units() {
  local units complaints
  mapfile -t units < <(dpkg --listfiles zirq | grep -E '^/(usr/)?lib/systemd/system/.+\.')
  complaints=$(systemd-analyze verify --man=no "${units[@]}" 2>&1)
  expect "what systemd-analyze verify says" "$complaints" ""
}

users_are_made() {
  useradd --groups zirq alice
  useradd --groups zirq bob
  useradd mallory
}

checks apt_installs_the_packages the_user_has_been_made the_units_run zirqd_is_confined \
  systemd_finds_no_fault_in_the_units users_are_made
