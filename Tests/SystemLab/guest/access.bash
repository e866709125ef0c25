# Who gets the devices and who does not.
. "$(dirname "$0")/system.bash"

a_member_of_the_group_runs_a_driver_under_uio() {
  says '^12! = 479001600$' as alice edu-driver "$UIO" 5 10 12
}

a_member_of_the_group_runs_a_driver_under_vfio() {
  says '^12! = 479001600$' as alice edu-driver "$VFIO" 5 10 12
}

# By the unit's LimitRTPRIO=; zirqd is not root.
the_threads_of_lines_run_in_real_time() {
  local task found=
  start_client alice "$UIO"
  client_says serving
  for task in /proc/"$(daemon_pid)"/task/*; do
    [ "$(<"$task/comm")" = irq/uio0 ] || continue
    says 'policy: SCHED_FIFO' chrt --pid "${task##*/}"
    says 'priority: 40$' chrt --pid "${task##*/}"
    found=1
  done
  stop_client
  [ -n "$found" ] || fail "no thread is named irq/uio0"
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
  journal_says "uid $(id -u bob)\) cannot open a device: $VFIO: not permitted by rule 1 "
  says '^5! = 120$' as alice edu-driver "$VFIO" 5
  no_drop_in rule
}

checks a_member_of_the_group_runs_a_driver_under_uio a_member_of_the_group_runs_a_driver_under_vfio \
  the_threads_of_lines_run_in_real_time somebody_else_is_refused_at_the_sockets nobody_else_opens_the_node \
  a_member_whom_a_rule_leaves_out_is_refused
