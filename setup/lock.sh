#!/bin/sh
# Writes requirements.lock, requirements-dask.lock and requirements-test.lock from their .in files, in a throw-away environment.
# Arguments go to pip-compile: setup/lock.sh --upgrade. The oldest Python supported does it, so that nothing it needs is left out.
set -eu
cd "$(dirname "$0")/.."
setup/prepare.sh packs
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools
for name in requirements requirements-dask requirements-test; do
    "$tools/bin/python" -m piptools compile --quiet --generate-hashes --strip-extras --no-header \
        --no-emit-index-url --no-emit-find-links "$@" --output-file "$name.lock" "$name.in"
done
