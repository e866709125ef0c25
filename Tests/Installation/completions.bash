# Whether each shell loads the completions of both programs and knows them by name.

bash_completes() { # PROGRAM WORD
  # shellcheck disable=SC2016 # for the other bash
  bash --norc --noprofile -c '
    . "$1" && complete -p "$2" && function=$(complete -p "$2" | sed "s/.* -F \([^ ]*\).*/\1/") || exit
    COMP_WORDS=("$2" "${3:0:-1}") COMP_CWORD=1 COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
    "$function" "$2" "${3:0:-1}" "$2"
    printf "%s\n" "${COMPREPLY[@]}" | grep -x -e "$3 *"
  ' bash "$root/usr/share/bash-completion/completions/$1" "$1" "$2"
}

zsh_loads() { # PROGRAM
  # shellcheck disable=SC2016
  zsh -f -c '
    fpath=("$1" $fpath) && autoload -Uz compinit && compinit -D -u && [ "$_comps[$2]" = "_$2" ] && autoload +X "_$2"
  ' zsh "$root/usr/share/zsh/site-functions" "$1"
}

fish_completes() { # PROGRAM WORD
  # shellcheck disable=SC2016
  HOME=$work PATH=$root/usr/bin:$root/usr/sbin:$PATH fish --no-config -c \
    'source $argv[1]; and complete --do-complete "$argv[2] "(string sub --end=-1 -- $argv[3])' \
    "$root/usr/share/fish/vendor_completions.d/$1.fish" "$1" "$2" | tee "$work/completions"
  grep -q -e "^$2" "$work/completions"
}

check "bash completes a verb of zirqctl" bash_completes zirqctl watch
check "bash completes an option of zirqd" bash_completes zirqd --check-config
check "zsh loads the completion of zirqctl" zsh_loads zirqctl
check "zsh loads the completion of zirqd" zsh_loads zirqd
check "fish completes a verb of zirqctl" fish_completes zirqctl watch
check "fish completes an option of zirqd" fish_completes zirqd --check-config
