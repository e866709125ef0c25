# How much of the machine the service could get at, if it were taken over: less is better, 10 is a service without a unit's
# restrictions.
unit=$work/exposure/usr/lib/systemd/system
mkdir -p "$unit/zirqd.service.d" "$work/exposure/usr/sbin"
cp "$root/usr/lib/systemd/system/zirqd.service" "$unit"

exposed_at_most() { # EXPOSURE
  systemd-analyze security --root="$work/exposure" --offline=true --no-pager zirqd.service >"$work/exposure/report"
  cat "$work/exposure/report"
  local exposure
  exposure=$(sed -nE 's/.*Overall exposure level for zirqd.service: ([0-9.]+) .*/\1/p' "$work/exposure/report")
  [ -n "$exposure" ] && awk "BEGIN { exit !($exposure <= $1) }"
}

check "systemd finds the service exposed at most at 1.5" exposed_at_most 1.5
cp systemd/z-interrupt-affinity.conf "$unit/zirqd.service.d/"
# It counts the capability, and not how little there is to see.
check "at most at 1.7 with the drop-in for the processors of interrupts" exposed_at_most 1.7
cp systemd/vfio-only.conf "$unit/zirqd.service.d/"
check "and with both drop-ins" exposed_at_most 1.7
rm "$unit/zirqd.service.d/"*
cp systemd/vfio-only.conf "$unit/zirqd.service.d/"
check "and at most at 1.0 with the drop-in for VFIO alone" exposed_at_most 1.0
