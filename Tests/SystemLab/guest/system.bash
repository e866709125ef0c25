# shellcheck shell=bash
# What the checks of the installed system share: its users, its devices, its journal, and a client that lasts.
. "$(dirname "${BASH_SOURCE[0]}")/check.bash"

# shellcheck disable=SC2034 # for the checks
UIO_SLOT=0000:00:04.0 VFIO_SLOT=0000:00:05.0
UIO=pci:$UIO_SLOT VFIO=pci:$VFIO_SLOT
# guest/as, and the lab's programs.
PATH=/lab:$PATH
DROP_INS=/etc/zirq/zirqd.conf.d

apt_get() {
  apt-get --yes --quiet=2 -o Dpkg::Use-Pty=0 "$@"
}

# journal_says PATTERN [MATCH...]: a message of zirqd's unit, of this check's time, waited for. See journalctl(1).
journal_says() {
  local pattern=$1 reader words
  shift
  exec {words}< <(exec journalctl --unit=zirqd --since="@$began" --follow --no-tail --output=cat "$@")
  reader=$!
  grep -qE -m 1 -e "$pattern" <&$words
  exec {words}<&-
  kill $reader 2>/dev/null || true
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

daemon_pid() {
  systemctl show --property=MainPID --value zirqd.service
}

driver_of() { # SLOT
  basename "$(readlink "/sys/bus/pci/devices/$1/driver")"
}

# Bit 2 of the command register. Source: Linux, include/uapi/linux/pci_regs.h.
is_bus_master() { # SLOT
  (($(od -An -t u2 -j 4 -N 2 "/sys/bus/pci/devices/$1/config") & 4))
}

# Starts a client, whose words are then read by client_says.
start_client() { # USER DEVICE
  pipes=$(mktemp -d)
  mkfifo "$pipes/to" "$pipes/from"
  as "$1" edu-client "$2" <"$pipes/to" >"$pipes/from" &
  client=$!
  exec 8>"$pipes/to" 9<"$pipes/from"
}

client_says() { # LINE
  local line
  IFS= read -r line <&9 || fail "the client ended instead of saying $1"
  [ "$line" = "$1" ] || fail "the client says '$line' instead of $1"
}

# Tells the client to end; that it says whether it has lost an interrupt is its own check.
stop_client() {
  exec 8>&-
  client_says served
  wait $client
}

# All but what dpkg, apt and the triggers of other packages keep for themselves.
files_of_the_system() {
  find / -xdev \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /tmp \
    -o -path /lab -o -path /etc/ld.so.cache -o -path /etc/shells -o -path /var/lib/shells.state \
    -o -path /var/lib/systemd/catalog \) -prune -o -print | sort
}
