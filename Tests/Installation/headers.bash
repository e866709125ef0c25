# Every header compiles by itself, and all of them together in a program that links, in every standard that is promised,
# with both compilers and no warning.

headers() { (cd "$root/usr/include/zirq" && find "$@" -name '*.h'); }

each_compiles() { # SUFFIX COMPILER FLAGS...: reads the headers from the standard input
  local header broken=0
  while read -r header; do
    printf '#include <%s>\nextern int nothing_more;\n' "$header" >"$work/header.$1"
    compile "${@:2}" -fsyntax-only "$work/header.$1" || broken=1
  done
  return $broken
}

each_c_header_compiles() { headers zircon zirq | each_compiles c "$@"; }
each_header_compiles() { headers zircon zirq lib | each_compiles cc "$@"; }

program() { # DIRECTORIES...: includes what is there, and finds no daemon
  headers "$@" | sed 's/.*/#include <&>/'
  cat <<'PROGRAM'
#include <string.h>

int main(void) {
  zx_handle_t port = ZX_HANDLE_INVALID;
  zx_status_t status = zx_port_create(ZX_PORT_BIND_TO_INTERRUPT, &port);
  return status == ZX_ERR_UNAVAILABLE && strlen(zirq_error()) > 0 ? 0 : 1;
}
PROGRAM
}

links_all() { # SUFFIX DIRECTORIES COMPILER FLAGS...
  # shellcheck disable=SC2086 # the directories are words
  program $2 >"$work/program.$1"
  link "$work/program" "${@:3}" "$work/program.$1" && run_client "$work/program"
}

names_mean() { # COMPILER FLAGS...
  link "$work/names" "$@" "$tests/names.c" && run_client "$work/names"
}

locks="-Wthread-safety -D_LIBCPP_ENABLE_THREAD_SAFETY_ANNOTATIONS"
for version in "gcc -std=c11" "clang -std=c11 $locks" "g++ -std=c++17 -xc++" "g++ -std=c++20 -xc++" \
  "clang++ -std=c++17 -xc++ $locks" "clang++ -std=c++20 -xc++ -Wthread-safety"; do
  # shellcheck disable=SC2086 # the version is words
  check "Fuchsia's names stand for what they do there: ${version% -D*}" names_mean $version
done
for compiler in gcc clang; do
  check "each C header compiles alone with $compiler" each_c_header_compiles $compiler -std=c11
  for standard in c11 c17; do
    check "a $standard program of all C headers links through pkg-config with $compiler" \
      links_all c "zircon zirq" $compiler -std=$standard
  done
done
for compiler in g++ clang++; do
  check "each header compiles alone as C++ with $compiler" each_header_compiles $compiler -std=c++17
  for standard in c++17 c++20; do
    check "a $standard program of all headers links through pkg-config with $compiler" \
      links_all cc "zircon zirq lib" $compiler -std=$standard
  done
done
