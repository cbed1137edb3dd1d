#!/bin/sh
# Stands in for the `electron` binary: electron-double.sh [--switches] <app directory or file> [arguments]
here=$(dirname "$(readlink -f "$0")")
exec node "$here/launch.mjs" "$@"
