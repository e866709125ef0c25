# `make uninstall` takes away what `make install` has put there, and nothing else.

other=$work/other

uninstall_all() {
  make install PREFIX=/usr DESTDIR="$other" || return
  install -d "$other/etc/zirq" "$other/usr/share/zirq"
  echo 'LogLevel=debug' >"$other/etc/zirq/zirqd.conf"
  echo 'not of zirq' >"$other/usr/share/zirq/notes"
  make uninstall PREFIX=/usr DESTDIR="$other"
}

only_the_others_stay() {
  diff <(printf '%s\n' ./etc/zirq/zirqd.conf ./usr/share/zirq/notes) <(cd "$other" && find . ! -type d | sort) &&
    diff <(printf '%s\n' ./etc/zirq ./usr/share/zirq) <(cd "$other" && find . -type d -path '*zirq*' | sort)
}

check "make uninstall succeeds" uninstall_all
check "make uninstall leaves the administrator's files, and no file or folder of zirq's" only_the_others_stay
check "make uninstall finds nothing to do the second time" make uninstall PREFIX=/usr DESTDIR="$other"
