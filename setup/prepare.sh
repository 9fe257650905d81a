#!/bin/sh
# Sets up what a goal needs (packs, test or pages) unless it is set up already. PYTHON names the Python to use.
set -eu
cd "$(dirname "$0")/.."
goal=${1:?usage: prepare.sh packs | test | pages}
stamp=.venv/ready-$goal

# All that set-up depends on; the stamp is a copy of it.
inputs() {
    pwd
    cat setup/prepare.sh setup/prepare.py setup/system.py setup/system.toml requirements.lock
    if [ "$goal" = test ]; then cat requirements-test.lock package-lock.json; fi
}

is_ready() {
    [ -x .venv/bin/python ] && { [ "$goal" != test ] || [ -d node_modules/@xarsh ]; } &&
        inputs | cmp -s - "$stamp"
}

if is_ready; then exit 0; fi
for python in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        "$python" -B setup/prepare.py "$goal"
        inputs >"$stamp"
        exit 0
    fi
done
echo "Python 3.11 or newer is needed, and ${PYTHON:-python3} is not that. Install it, or name it: make PYTHON=/path/to/python3.12" >&2
exit 1
