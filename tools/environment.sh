#!/bin/sh
# Make the environment for: run, dev (tests and linters), core (tests without Qt).
# It is made anew when pyproject.toml or the Python changes: PySide6's packages
# share one folder and do not survive an upgrade in place.
set -eu
cd "$(dirname "$0")/.."
mode=$1
env=.venv
[ "$mode" != core ] || env=.venv-core

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer was not found; name one with PYTHON=..." >&2
    exit 1
}

python=$(find_python)
stamp="$(cksum <pyproject.toml) $("$python" -V)"

ready() {
    [ -x "$env/bin/python" ] && [ -f "$env/ready" ] && [ "$(head -n 1 "$env/ready")" = "$stamp" ] &&
        case " $(tail -n 1 "$env/ready") " in *" $mode "*) true ;; *) false ;; esac
}

make_venv() {
    rm -rf "$env"
    "$python" -m venv "$env" >/dev/null 2>&1 && return
    # Debian keeps venv in a package of its own.
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends "$version"
        rm -rf "$env"
        "$python" -m venv "$env"
    else
        echo "Python cannot make environments here. Type: sudo apt-get install $version" >&2
        exit 1
    fi
}

if ! ready; then
    echo "Setting up $env for '$mode' (once; about a minute and 1.5 GB) ..."
    # An environment for running grows into one for testing; anything else starts anew.
    if ! { [ -f "$env/ready" ] && [ "$(head -n 1 "$env/ready")" = "$stamp" ]; }; then
        make_venv
    fi
    modes=$mode
    case $mode in
        run) "$env/bin/python" -m pip install -q ${PIP_ARGS:-} -e . ;;
        dev)
            "$env/bin/python" -m pip install -q ${PIP_ARGS:-} -e '.[dev]'
            modes="run dev"
            ;;
        core)
            "$env/bin/python" tools/requirements.py >"$env/core.txt"
            "$env/bin/python" -m pip install -q ${PIP_ARGS:-} -r "$env/core.txt"
            ;;
    esac
    printf '%s\n%s\n' "$stamp" "$modes" >"$env/ready"
fi

[ "$mode" = core ] || sh tools/qt-libraries.sh
