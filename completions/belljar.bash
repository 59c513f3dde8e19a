# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for belljar(1). tests/docs/current.py keeps the options those of `belljar run --help`.
_belljar_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$@" -- "$current")
}

_belljar() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i
    local flags='--live --stats --help -t'
    local valued='--root --mount --copy-out --fs-size --env --user --cwd --argv0 --hostname --stdin --seed --epoch
                  --quantum --memory --max-ticks --timeout --max-procs --max-files'
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'run help --help --version' -- "$current")
        return
    fi
    if [ "${COMP_WORDS[1]}" = help ]; then
        [ "$COMP_CWORD" = 2 ] && mapfile -t COMPREPLY < <(compgen -W 'run' -- "$current")
        return
    fi
    [ "${COMP_WORDS[1]}" = run ] || return

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

    case $previous in
    --root | --stdin | --mount) _belljar_files -f ;;
    --env | --user | --cwd | --argv0 | --hostname | --copy-out | --fs-size | --seed | --epoch | --quantum | --memory | \
        --max-ticks | --timeout | --max-procs | --max-files) ;;
    *)
        if [[ $current == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$flags $valued" -- "$current")
        else _belljar_files -f; fi
        ;;
    esac
}
complete -F _belljar belljar
