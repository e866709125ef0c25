# The packages for Debian: what is in them, and what installing and removing them does to a system.

packages=build/deb
unpacked=$work/unpacked
version=$(sed -n 's/^#define ZIRQ_VERSION "\(.*\)"/\1/p' Sources/CZircon/include/zirq/zirq.h)
machine=$(dpkg-architecture -qDEB_HOST_MULTIARCH)

package_file() { echo "$packages/$1_${version}_$(dpkg --print-architecture).deb"; }

packages_are_built() {
  local name
  mkdir -p "$unpacked" && make deb || return
  for name in zirq libzirq0 libzirq-dev; do
    dpkg-deb --extract "$(package_file $name)" "$unpacked/$name" &&
      dpkg-deb --control "$(package_file $name)" "$unpacked/$name/DEBIAN" || return
  done
  diff <(printf '%s\n' libzirq-dev libzirq0 zirq) <(cd $packages && printf '%s\n' *.deb | sed 's/_.*//')
}

lintian_accepts() { lintian --fail-on error,warning $packages/*.changes; }

# What `make install` installs, where Debian has it, but for the documents.
installed_for_debian() {
  (cd "$root" && find . ! -type d ! -path './usr/share/doc/*') | sed -E "s|^\./||
    s#^usr/lib/(systemd|udev)/#lib/\1/#; s#^usr/lib/(libzirq|pkgconfig)#usr/lib/$machine/\1#
    s|zsh/site-functions|zsh/vendor-completions|; s|(/man/.*)|\1.gz|"
}

contains() { # PACKAGE: the files that the standard input names, and no other but its documents
  sort | diff - \
    <(cd "$unpacked/$1" && find . ! -type d ! -path './DEBIAN/*' ! -path './usr/share/doc/*' | sed 's|^\./||' | sort)
}

packages_have_all_that_is_installed() {
  local library="usr/lib/$machine/libzirq\.so\." development="usr/(include|share/zirq|share/man/man3|lib/$machine)/"
  {
    installed_for_debian
    printf '%s\n' etc/zirq/zirqd.conf usr/share/lintian/overrides/zirq
  } >"$work/files"
  grep -E "^$library" "$work/files" | contains libzirq0 &&
    grep -E "^$development" "$work/files" | grep -vE "^$library" | contains libzirq-dev &&
    grep -vE "^$development" "$work/files" | contains zirq
}

program_needs() { # FILE LIBRARY...: these, beside the loader; stripped, and nothing of the builder's
  local file=$unpacked/$1
  diff <(printf '%s\n' "${@:2}" | sort) \
    <(readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^ld-linux' | sort) &&
    ! readelf -d "$file" | grep -E 'RUNPATH|RPATH' && ! readelf -S "$file" | grep -F .symtab &&
    ! strings "$file" | grep -F "$PWD"
}

configuration_is_all_comments() {
  local file=$unpacked/zirq/etc/zirq/zirqd.conf
  ! grep -vE '^(#.*|\[(Daemon|Limits)\])?$' "$file" &&
    "$unpacked/zirq/usr/sbin/zirqd" --check-config --config "$file" &&
    diff <(echo /etc/zirq/zirqd.conf) "$unpacked/zirq/DEBIAN/conffiles"
}

# shellcheck disable=SC2016 # the variable is dpkg's
version_is_one() {
  diff <(dpkg-deb --showformat='${Version}\n' --show "$(package_file zirq)") <(echo "$version") &&
    diff <(echo "$version") <("$unpacked/zirq/usr/sbin/zirqd" --version) &&
    diff <(echo "$version") <("$unpacked/zirq/usr/bin/zirqctl" --version)
}

scripts_are_sound() {
  local script
  for script in preinst postinst prerm postrm; do
    [ ! -e "$unpacked/zirq/DEBIAN/$script" ] || shellcheck --shell=sh "$unpacked/zirq/DEBIAN/$script" || return
  done
  # The user is made before the first unit starts, and the sockets listen before the daemon starts.
  # shellcheck disable=SC2016 # the variable is the script's
  diff - <(grep -oE 'systemd-(sysusers|tmpfiles)|invoke (start .*socket|\$_dh_action .*service)' \
    "$unpacked/zirq/DEBIAN/postinst" | sed "s/ '.*\.\(socket\|service\)/ \1/" | uniq) <<'STEPS'
systemd-sysusers
systemd-tmpfiles
invoke start socket
invoke $_dh_action service
STEPS
}

# A system of its own in a folder, on which dpkg runs the packages' scripts with DPKG_ROOT. What would reach this
# machine's systemd does nothing.
system=$work/system

on_the_system() { # DPKG'S ARGUMENTS...
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo env PATH="$work/no-systemd:$PATH" dpkg --root="$system" --log=/dev/null --force-depends \
    --force-script-chrootless "$@"
}

make_the_system() {
  local tool
  mkdir -p "$work/no-systemd" "$system"/var/lib/dpkg/{info,updates,triggers} "$system/etc"
  touch "$system"/var/lib/dpkg/{status,available}
  for tool in systemctl deb-systemd-invoke udevadm; do
    printf '#!/bin/sh\n' >"$work/no-systemd/$tool" && chmod +x "$work/no-systemd/$tool"
  done
}

everything_on_the_system() { (cd "$system" && find . ! -type d ! -path './var/lib/dpkg/*' | sort); }

installs() {
  local owner
  make_the_system && on_the_system --install $packages/*.deb &&
    grep '^zirq:.*/nologin$' "$system/etc/passwd" &&
    owner=$(sed -n 's/^zirq:x:\([0-9]*\):.*/\1/p' "$system/etc/passwd") &&
    [ "$(stat -c '%a %u' "$system/run/zirq")" = "755 $owner" ] &&
    [ -L "$system/etc/systemd/system/multi-user.target.wants/zirqd.service" ] &&
    [ -L "$system/etc/systemd/system/sockets.target.wants/zirqd.socket" ] &&
    [ -L "$system/etc/systemd/system/sockets.target.wants/zirqd-control.socket" ]
}

removal_keeps_the_configuration() {
  on_the_system --remove zirq libzirq-dev libzirq0 && everything_on_the_system | tee "$work/left" &&
    grep -qx ./etc/zirq/zirqd.conf "$work/left" && [ ! -e "$system/run/zirq" ] &&
    ! grep -E '/(s?bin|lib|usr)/' "$work/left" | grep -v '^./var/lib/systemd/'
}

purge_leaves_the_user_alone() {
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  on_the_system --purge zirq || return
  everything_on_the_system | grep -vE '^\./etc/(\.pwd\.lock|g?shadow|group|passwd)$' | tee "$work/left"
  find "$system" -name '*zirq*' | tee -a "$work/left"
  grep '^zirq:' "$system/etc/passwd" && [ ! -s "$work/left" ] && $sudo rm -rf "$system"
}

check "make deb builds the three packages" packages_are_built
check "lintian finds neither an error nor a warning" lintian_accepts
check "each package has its part of what make install installs, and no other" packages_have_all_that_is_installed
check "the packaged zirqd needs these libraries, and is stripped" program_needs zirq/usr/sbin/zirqd \
  libc.so.6 libgcc_s.so.1 libinih.so.1 libm.so.6 libstdc++.so.6 libsystemd.so.0 libudev.so.1
check "the packaged zirqctl needs these libraries, and is stripped" program_needs zirq/usr/bin/zirqctl \
  libc.so.6 libgcc_s.so.1 libm.so.6 libstdc++.so.6
check "the packaged libzirq needs libc only, and is stripped" \
  program_needs "libzirq0/usr/lib/$machine/libzirq.so.$version" libc.so.6
check "the packaged configuration sets nothing, and is the administrator's" configuration_is_all_comments
check "packages, programs and header have one version" version_is_one
check "the scripts of the package are sound, and do their steps in order" scripts_are_sound
check "the packages install: there are the user, the directory, and the units are enabled" installs
check "removing the packages leaves the configuration" removal_keeps_the_configuration
check "purging the packages leaves nothing but the user" purge_leaves_the_user_alone
