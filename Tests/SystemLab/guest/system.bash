# shellcheck shell=bash
# What the checks of the installed system share: its users, its devices, its journal, and a client that lasts.
. "$(dirname "${BASH_SOURCE[0]}")/check.bash"

# shellcheck disable=SC2034 # for the checks
UIO_SLOT=0000:00:04.0 VFIO_SLOT=0000:00:05.0
UIO=pci:$UIO_SLOT VFIO=pci:$VFIO_SLOT
# guest/as, and the lab's programs.
PATH=/lab:$PATH
DROP_INS=/etc/zirq/zirqd.conf.d
NODE_EXPORTER=/var/lib/prometheus/node-exporter
UNIT_DROP_INS=/run/systemd/system/zirqd.service.d

apt_get() {
  apt-get --yes --quiet=2 -o Dpkg::Use-Pty=0 "$@"
}

# journal_says PATTERN [MATCH...]: a message of zirqd's unit, of this check's time, waited for. See journalctl(1).
journal_says() {
  local pattern=$1 reader words
  shift
  echo "waits for the journal to say $pattern" >&2
  exec {words}< <(exec journalctl --unit=zirqd --since="@$began" --follow --no-tail --output=cat "$@")
  reader=$!
  grep -qE -m 1 -e "$pattern" <&$words
  exec {words}<&-
  kill $reader 2>/dev/null || true
  echo "the journal says $pattern" >&2
}

# Both have the daemon read its configuration again; that it has done so is waited for.
drop_in() { # NAME LINE...
  mkdir -p $DROP_INS
  printf '%s\n' "${@:2}" >"$DROP_INS/$1.conf"
  read_again
}

no_drop_in() { # NAME
  rm "$DROP_INS/$1.conf"
  read_again
}

read_again() {
  local since=$EPOCHREALTIME
  systemctl reload zirqd
  began=$since journal_says '^the configuration has been read again'
}

# For the next start of the unit.
unit_drop_in() { # LINE...
  mkdir -p $UNIT_DROP_INS
  printf '%s\n' '[Service]' "$@" >$UNIT_DROP_INS/lab.conf
  systemctl daemon-reload
}

no_unit_drop_in() {
  rm -r $UNIT_DROP_INS
  systemctl daemon-reload
}

# Of those that lie with the documents; an operator may add to them.
shipped_unit_drop_in() { # NAME [LINE...]
  install -D -m 644 -t /etc/systemd/system/zirqd.service.d "/usr/share/doc/zirq/$1.conf"
  printf '%s\n' "${@:2}" >>"/etc/systemd/system/zirqd.service.d/$1.conf"
  systemctl daemon-reload
  systemctl restart zirqd
}

no_shipped_unit_drop_in() {
  rm -r /etc/systemd/system/zirqd.service.d
  systemctl daemon-reload
  systemctl restart zirqd
}

daemon_pid() {
  systemctl show --property=MainPID --value zirqd.service
}

driver_of() { # SLOT
  basename "$(readlink "/sys/bus/pci/devices/$1/driver")"
}

# Bits 2 and 10 of the command register. Source: Linux, include/uapi/linux/pci_regs.h.
is_bus_master() { # SLOT
  (($(command_register "$1") & 0x004))
}

is_masked() { # SLOT
  (($(command_register "$1") & 0x400))
}

command_register() { # SLOT
  od -An -t u2 -j 4 -N 2 "/sys/bus/pci/devices/$1/config"
}

# The thread of zirqd's with that name, which is the one of a line.
line_thread() { # NAME
  local task
  for task in /proc/"$(daemon_pid)"/task/*; do
    [ "$(<"$task/comm")" != "$1" ] || echo "${task##*/}"
  done
}

# has_state STATE PROCESS: T is stopped, S is waiting. Source: proc(5), /proc/PID/stat.
has_state() {
  local stat
  stat=$(<"/proc/$2/stat")
  [[ ${stat##*) } = "$1 "* ]]
}

has_no_handler() { # NAME
  ! grep -q -e "$1" /proc/interrupts
}

# For what another process does in its own time; the check's limit is the only one.
until_true() { # WHAT COMMAND...
  echo "waits until $1" >&2
  until "${@:2}"; do :; done
  echo "$1" >&2
}

# What a check that has failed has left: of settings and, if it has come so far, of devices.
clean_up() {
  rm -rf "$DROP_INS" "$UNIT_DROP_INS" /etc/systemd/system/zirqd.service.d
  umount --quiet $NODE_EXPORTER
  echo 1 >/sys/bus/pci/rescan
  [ "$(driver_of $UIO_SLOT)" != igb_uio ] || zirqctl bind $UIO_SLOT uio_pci_generic
  systemctl daemon-reload
  systemctl reset-failed zirqd
  systemctl restart zirqd
}

declare -A client_process client_input client_words

# Starts a client, whose words are then read by client_says. There may be one for each device.
start_client() { # USER DEVICE [MICROSECONDS]
  local pipes input output
  pipes=$(mktemp -d)
  mkfifo "$pipes/to" "$pipes/from"
  (
    # Those of another client, which would not see their end.
    for input in "${client_input[@]}"; do exec {input}>&-; done
    exec as "$1" edu-client "${@:2}" <"$pipes/to" >"$pipes/from"
  ) &
  client=$!
  exec {input}>"$pipes/to" {output}<"$pipes/from"
  device=$2 client_process[$2]=$client client_input[$2]=$input client_words[$2]=$output
}

# Of the client that was started last, if no device is named.
client_says() { # LINE [DEVICE]
  local line input=${client_words[${2:-$device}]}
  echo "waits for the client to say $1" >&2
  IFS= read -r line <&"$input" || fail "the client ended instead of saying $1"
  [ "$line" = "$1" ] || fail "the client says '$line' instead of $1"
  echo "the client says $1" >&2
}

# Tells the client to end; that it says whether it has lost an interrupt is its own check.
stop_client() { # [DEVICE]
  local device=${1:-$device} output
  output=${client_input[$device]}
  exec {output}>&-
  client_says served
  wait "${client_process[$device]}"
  forget_client
}

# The one that was started last, in whatever it is about.
kill_client() {
  local output=${client_input[$device]}
  kill -KILL "$client"
  wait "$client" || true
  exec {output}>&-
  forget_client
}

forget_client() {
  local input=${client_words[$device]}
  exec {input}<&-
  unset "client_process[$device]" "client_input[$device]" "client_words[$device]"
}

# All but what dpkg, apt and the triggers of other packages keep for themselves.
files_of_the_system() {
  find / -xdev \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /tmp \
    -o -path /lab -o -path /etc/ld.so.cache -o -path /etc/shells -o -path /var/lib/shells.state \
    -o -path /var/lib/systemd/catalog \) -prune -o -print | sort
}
