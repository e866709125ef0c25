# The configuration, read again while a client works.
. "$(dirname "$0")/system.bash"

a_drop_in_takes_effect_under_a_client() {
  start_client alice "$UIO"
  client_says serving
  drop_in limit '[Limits]' PortsPerClient=7
  says 'ports per client: 7' zirqctl status
  stop_client
}

a_mistake_is_told_and_changes_nothing() {
  start_client alice "$UIO"
  client_says serving
  printf '%s\n' '[Limits]' PortsPerClient=8 Prots=9 >"$DROP_INS/mistake.conf"
  is_refused 'failed' systemctl reload zirqd
  journal_says "mistake.conf:3: .*Prots"
  journal_says 'the configuration that was read again has mistakes; the one before holds on'
  says 'ports per client: 7' zirqctl status
  stop_client
  rm "$DROP_INS/mistake.conf"
  no_drop_in limit
}

checks a_drop_in_takes_effect_under_a_client a_mistake_is_told_and_changes_nothing
