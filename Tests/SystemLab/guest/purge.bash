# What is left at the end.
. "$(dirname "$0")/system.bash"

no_unit_has_failed() {
  expect "systemctl --failed" "$(systemctl --failed --plain --no-legend)" ""
}

# Of zirqd, of zirqctl, which its unit reloads it by, and of systemd.
the_journal_has_no_error_but_those_provoked() {
  local provoked errors
  provoked="^$UIO: /dev/uio0: the device has gone|^$VFIO: /dev/vfio/[0-9]+: the kernel takes the device away"
  provoked+='|mistake.conf:3: |^the configuration that was read again has mistakes|^Reload failed for zirqd.service'
  provoked+="|^zirqd.service: Watchdog timeout|^watchdog: $UIO: a line's thread does not come back from its wait"
  provoked+="|^$VFIO: process [0-9]+ \(.*\) has been killed, for it had not let go"
  errors=$(journalctl --unit=zirqd --priority=err --output=cat)
  expect "what is not provoked" "$(grep -vE -e "$provoked" <<<"$errors")" ""
}

apt_purges_all_but_the_user() {
  rm /etc/udev/rules.d/60-edu.rules
  # As zirq-metrics.service leaves it when it is ended while it writes.
  touch $NODE_EXPORTER/zirq.prom.new
  apt_get purge zirq libzirq0
  expect "what is left" "$(files_of_the_system | comm -13 /lab/files-before -)" ""
  says '^zirq:' getent passwd zirq
}

checks no_unit_has_failed the_journal_has_no_error_but_those_provoked apt_purges_all_but_the_user
