# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for belljar(1). tests/docs/current.py keeps the options those of `belljar run --help`.
_belljar_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$@" -- "$current")
}

_belljar() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i
    local commands='run strace ltrace explain resume diff'
    local flags='--live --stats --help'
    local valued='--root --mount --copy-out --fs-size --env --user --cwd --argv0 --hostname --stdin --seed --epoch
                  --json --perfetto --quantum --memory --max-ticks --timeout --max-procs --max-files'
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands help --help --version" -- "$current")
        return
    fi
    case ${COMP_WORDS[1]} in # what a command has besides the options of a run
    help)
        [ "$COMP_CWORD" = 2 ] && mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
        return
        ;;
    run)
        flags+=' -t --keep-going'
        valued+=' --checkpoint --checkpoint-at --key'
        ;;
    resume)
        flags='--trust --stats --help'
        valued='--key --stdin --copy-out --timeout'
        ;;
    strace)
        flags+=' -f -ff --follow-forks --output-separately -z --successful-only -Z --failed-only -A --output-append-mode -x -xx
                -v --no-abbrev -y -yy -Y -t -tt -ttt -r --relative-timestamps -T --syscall-times -i --instruction-pointer
                -n --syscall-number -k --stack-traces -q -qq -qqq --quiet --silent --decode-fds --strings-in-hex --absolute-timestamps --timestamps
                -c --summary-only -C --summary -w --summary-wall-clock -V --version -h'
        valued+=' -e -b --detach-on -P --trace-path -o --output -a --columns -s --string-limit -X --const-print-style --decode-pids
                 -S --summary-sort-by -U --summary-columns -E -u --username --trace --signal --status --read --write
                 --verbose --abbrev --raw --inject --fault'
        ;;
    ltrace)
        flags+=' -L -S -b --no-signals -f -c -i -r -t -tt -ttt -T -V --version -h'
        valued+=' -e -l --library -x -o --output -n --indent -a --align -s -A -F --config'
        ;;
    explain)
        flags+=' --faults --step -h'
        valued+=' -e --calls -o --output --html --records --colour --color'
        ;;
    diff)
        flags+=' --traces'
        valued+=' --ignore'
        ;;
    *) return ;;
    esac

    # Behind PROGRAM everything is the program's own.
    for ((i = 2; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --) ((i + 1 == COMP_CWORD)) || { _belljar_files -f; return; } ;;
        -*)
            # Readline makes a word of its own of "=", as in "--seed=1".
            if [ "${COMP_WORDS[i + 1]-}" = = ]; then ((i += 2))
            elif [[ " ${valued//$'\n'/ } " == *" ${COMP_WORDS[i]} "* ]]; then ((i += 1)); fi ;;
        *) _belljar_files -f; return ;;
        esac
    done
    [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD - 2]}
    [ "$current" = = ] && previous=${COMP_WORDS[COMP_CWORD - 1]} current=
    [ "${COMP_WORDS[1]} $previous" = "strace -b" ] && previous=--detach-on # ltrace's has no value

    case $previous in
    --root | --stdin | --mount | --checkpoint | --key | --json | --perfetto | --html | --records | -o | --output | -F | --config) _belljar_files -f ;;
    --checkpoint-at) mapfile -t COMPREPLY < <(compgen -W 'EXIT SYSCALL:' -- "$current") ;;
    --colour | --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current") ;;
    --detach-on) COMPREPLY=(execve) ;;
    --ignore) mapfile -t COMPREPLY < <(compgen -W 'ticks addresses memory' -- "$current") ;;
    -E | --calls | -P | --trace-path | --columns | --string-limit | -X | --const-print-style | --decode-pids | -S | --summary-sort-by | -U | --summary-columns | \
        -e | -l | --library | -x | -n | --indent | -a | --align | -s | -A | --env | --user | --cwd | --argv0 | --hostname | --copy-out | --fs-size | --seed | --epoch | --quantum | --memory | \
        --max-ticks | --timeout | --max-procs | --max-files) ;;
    *)
        if [[ $current == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$flags $valued" -- "$current")
        else _belljar_files -f; fi
        ;;
    esac
}
complete -F _belljar belljar
