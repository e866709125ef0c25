# Who gets the devices and who does not.
. "$(dirname "$0")/system.bash"

# Source: docs/journal-and-metrics.md.
REAL_TIME_REFUSED=4e2dbaa6d411462d9a8db1736d0346db
DENIED=2d0d00ad33c24be5be69f7409175c2ea

a_member_of_the_group_runs_a_driver_under_uio() {
  says '^12! = 479001600$' as alice edu-driver "$UIO" 5 10 12
}

a_member_of_the_group_runs_a_driver_under_vfio() {
  says '^12! = 479001600$' as alice edu-driver "$VFIO" 5 10 12
}

# By the unit's LimitRTPRIO=; zirqd is not root.
the_threads_of_lines_run_in_real_time() {
  local thread
  start_client alice "$UIO"
  client_says serving
  thread=$(line_thread irq/uio0)
  says 'policy: SCHED_FIFO' chrt --pid "$thread"
  says 'priority: 40$' chrt --pid "$thread"
  stop_client
}

# Of the kernel's sum of all that is asked for, in microseconds.
a_client_limits_the_wake_up_latency() {
  local before
  before=$(latency_limit)
  start_client alice "$UIO" 17
  client_says serving
  limit_is 17 || fail "the limit is $(latency_limit)"
  stop_client
  until_true "the limit is lifted" limit_is "$before"
}

limit_is() { # MICROSECONDS
  [ "$(latency_limit)" = "$1" ]
}

latency_limit() {
  od -An -t d4 /dev/cpu_dma_latency | tr -d ' '
}

# The unit lacks what it needs for that, which is told once; the drop-in has it.
processors_are_chosen() {
  local irq
  irq=$(<"/sys/bus/pci/devices/$UIO_SLOT/irq")
  drop_in place "[Line $UIO]" CPUAffinity=0 InterruptAffinity=1
  start_client alice "$UIO"
  client_says serving
  says ': 0$' taskset --cpu-list --pid "$(line_thread irq/uio0)"
  stop_client
  journal_says "^$UIO: .*/proc/irq" MESSAGE_ID=$REAL_TIME_REFUSED "ZIRQ_DEVICE=$UIO"
  says '/proc/irq' zirqctl status
  interrupts_may_be_placed
  start_client alice "$UIO"
  client_says serving
  expect "the processors of interrupt $irq" "$(<"/proc/irq/$irq/smp_affinity_list")" 1
  stop_client
  no_drop_in place
  no_shipped_unit_drop_in
}

interrupts_may_be_placed() {
  shipped_unit_drop_in z-interrupt-affinity "ReadWritePaths=-$(realpath "/sys/bus/pci/devices/$UIO_SLOT")"
}

# By the capability that it has for that, which is root's over files.
zirqd_gets_at_no_other_file() {
  interrupts_may_be_placed
  is_refused 'Read-only file system' as_zirqd 'echo 1 >/proc/sys/kernel/sysrq'
  is_refused 'Read-only file system' as_zirqd "echo 0 >/sys/bus/pci/devices/$VFIO_SLOT/enable"
  is_refused 'No such file' as_zirqd 'cat /etc/shadow'
  is_refused 'Read-only file system' as_zirqd 'rm /dev/null'
  no_shipped_unit_drop_in
}

as_zirqd() { # SCRIPT
  nsenter --mount --root --target "$(daemon_pid)" setpriv --reuid=zirq --regid=zirq --clear-groups \
    --inh-caps=-all,+dac_override --ambient-caps=+dac_override --bounding-set=-all,+dac_override sh -c "$1"
}

somebody_else_is_refused_at_the_sockets() {
  is_refused 'zirqd.sock.*group' as mallory edu-driver "$UIO" 5
  is_refused 'control.sock' as mallory zirqctl list
}

nobody_else_opens_the_node() {
  is_refused 'Permission denied' as mallory dd if=/dev/uio0 count=1
  is_refused 'Permission denied' as alice dd if=/dev/uio0 count=1
}

a_member_whom_a_rule_leaves_out_is_refused() {
  drop_in rule "[Device $VFIO]" Allow=alice
  is_refused ACCESS_DENIED as bob edu-driver "$VFIO" 5
  journal_says "uid $(id -u bob)\) cannot open a device: $VFIO: not permitted by rule 1 " \
    MESSAGE_ID=$DENIED "ZIRQ_DEVICE=$VFIO" "ZIRQ_CLIENT_UID=$(id -u bob)"
  says '^5! = 120$' as alice edu-driver "$VFIO" 5
  no_drop_in rule
}

checks a_member_of_the_group_runs_a_driver_under_uio a_member_of_the_group_runs_a_driver_under_vfio \
  the_threads_of_lines_run_in_real_time a_client_limits_the_wake_up_latency processors_are_chosen \
  zirqd_gets_at_no_other_file somebody_else_is_refused_at_the_sockets nobody_else_opens_the_node \
  a_member_whom_a_rule_leaves_out_is_refused
