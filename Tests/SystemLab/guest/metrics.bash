# The metrics, as node_exporter reads them: by the commands that docs/journal-and-metrics.md says.
. "$(dirname "$0")/system.bash"

the_timer_writes_them() {
  start_client alice "$UIO"
  client_says serving
  stop_client
  systemd-tmpfiles --create zirq-metrics.conf
  systemctl enable --now zirq-metrics.timer
  journal_says "^Finished zirq-metrics.service" --unit=zirq-metrics.service
  says '^zirq_build_info\{.*\} 1$' cat $NODE_EXPORTER/zirq.prom
  says "^zirq_interrupts_delivered_total\{.*device=\"$UIO\".*\} [1-9]" cat $NODE_EXPORTER/zirq.prom
  expect "their owner" "$(stat --format=%U:%a $NODE_EXPORTER/zirq.prom)" zirq-metrics:644
}

# Or it would start zirqd by its socket.
the_timer_runs_as_long_as_zirqd() {
  systemctl stop zirqd
  is_refused '^inactive$' systemctl is-active zirq-metrics.timer
  systemctl start zirqd
  # It comes after zirqd, and nobody waits for it.
  until_true "the timer runs" systemctl --quiet is-active zirq-metrics.timer
  systemctl kill --signal=KILL zirqd
  journal_says '^zirqd.service: Scheduled restart job'
  until_true "the timer runs again" systemctl --quiet is-active zirq-metrics.timer
}

# It neither fails nor starts zirqd by its socket.
a_question_ends_with_zirqd() {
  systemctl stop zirq-metrics.timer zirq-metrics.service
  systemctl kill --signal=STOP zirqd
  systemctl start --no-block zirq-metrics.service
  until_true "the question is under way" is_being_asked
  systemctl stop zirqd
  is_refused '^inactive$' systemctl is-active zirq-metrics.service
  is_refused '^inactive$' systemctl is-active zirqd
  is_refused 'dependency job .* failed' systemctl start zirq-metrics.service
  systemctl start zirqd
  systemctl start zirq-metrics.service
  expect "what is there" "$(ls $NODE_EXPORTER)" zirq.prom
}

# By systemctl's word for a service that ends by itself.
is_being_asked() {
  [ "$(systemctl is-active zirq-metrics.service)" = activating ]
}

# What node_exporter read before is left alone.
a_full_disk_is_told() {
  systemctl stop zirq-metrics.timer zirq-metrics.service
  mount -t tmpfs -o size=4k tmpfs $NODE_EXPORTER
  echo before >$NODE_EXPORTER/zirq.prom
  is_refused 'No space left' zirqctl metrics --format prometheus --output $NODE_EXPORTER/zirq.prom
  expect "what is there" "$(ls $NODE_EXPORTER) $(<$NODE_EXPORTER/zirq.prom)" 'zirq.prom before'
  umount $NODE_EXPORTER
  systemctl start zirq-metrics.timer
}

checks the_timer_writes_them the_timer_runs_as_long_as_zirqd a_question_ends_with_zirqd a_full_disk_is_told
