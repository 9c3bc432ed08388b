#!/bin/sh
# Makes the virtual environment of this folder (.venv) and installs into it, at the locked versions,
# what the file named as first argument asks for. Nothing else on the machine changes, except that
# root on Debian or Ubuntu gets the package python3-venv when nothing else can make an environment.
set -eu
wanted=$1
python=${PYTHON:-python3}
say() { echo "pilotage: $*" >&2; }

command -v "$python" >/dev/null || { say "Python 3.11 or later is needed, and there is no $python here."; exit 2; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or later is needed; $python is $("$python" -c 'import platform; print(platform.python_version())')."
    exit 2
}

works() { [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; }
by_venv() { "$python" -m venv --clear .venv >/dev/null 2>&1; }
by_virtualenv() { # Debian's pip may not install for the user; into a folder of its own it may
    temporary=$(mktemp -d)
    { "$python" -m pip install -q --disable-pip-version-check --target "$temporary" virtualenv &&
        PYTHONPATH=$temporary "$python" -m virtualenv -q --clear .venv; } >/dev/null 2>&1 || true
    rm -rf "$temporary"
}
by_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    say "installing the package python3-venv"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install python3-venv; } >/dev/null 2>&1 || true
    by_venv || true
}

works || by_venv || true
works || by_virtualenv
works || by_debian
works || {
    say "this Python cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv"
    exit 2
}

say "installing $wanted into .venv (a minute the first time)"
.venv/bin/python -m pip install -q --disable-pip-version-check --no-input -r "$wanted" -c requirements.lock
