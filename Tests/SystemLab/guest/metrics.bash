# The metrics, as node_exporter reads them: by the commands that docs/journal-and-metrics.md says.
. "$(dirname "$0")/system.bash"

DIRECTORY=/var/lib/prometheus/node-exporter

the_timer_writes_them() {
  start_client alice "$UIO"
  client_says serving
  stop_client
  systemd-tmpfiles --create zirq-metrics.conf
  systemctl enable --now zirq-metrics.timer
  journal_says "^Finished zirq-metrics.service" --unit=zirq-metrics.service
  says '^zirq_build_info\{.*\} 1$' cat $DIRECTORY/zirq.prom
  says "^zirq_interrupts_delivered_total\{.*device=\"$UIO\".*\} [1-9]" cat $DIRECTORY/zirq.prom
  expect "their owner" "$(stat --format=%U:%a $DIRECTORY/zirq.prom)" zirq-metrics:644
}

# Or it would start zirqd by its socket.
the_timer_runs_as_long_as_zirqd() {
  systemctl stop zirqd
  is_refused '^inactive$' systemctl is-active zirq-metrics.timer
  systemctl start zirqd
  # It comes after zirqd, and nobody waits for it.
  until_true "the timer runs" systemctl --quiet is-active zirq-metrics.timer
}

# What node_exporter read before is left alone.
a_full_disk_is_told() {
  systemctl stop zirq-metrics.timer zirq-metrics.service
  mount -t tmpfs -o size=4k tmpfs $DIRECTORY
  echo before >$DIRECTORY/zirq.prom
  is_refused 'No space left' zirqctl metrics --format prometheus --output $DIRECTORY/zirq.prom
  expect "what is there" "$(ls $DIRECTORY) $(<$DIRECTORY/zirq.prom)" 'zirq.prom before'
  umount $DIRECTORY
  systemctl start zirq-metrics.timer
}

checks the_timer_writes_them the_timer_runs_as_long_as_zirqd a_full_disk_is_told
