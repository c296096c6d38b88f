#!/bin/bash
usage() { echo "usage: tool.sh FILE" >&2; exit 64; }
while getopts "hv" option; do
    case "$option" in
        h) usage ;;
        v) verbose=1 ;;
        *) echo "unknown option" >&2; exit 64 ;;
    esac
done
shift $((OPTIND - 1))
for argument in "$@"; do
    case "$argument" in
        --force) force=1 ;;
        *) usage ;;
    esac
done
[ $# -eq 1 ] || usage
[ $# -lt 3 ] || exit 64
if [ $# -eq 0 ]; then
    echo "a file is wanted"
    exit 64
fi
if [ -z "$1" ]; then
    echo "usage: tool.sh FILE"
    exit 64
elif [ "$1" = help ]; then
    usage
else
    print_help
fi
case "$1" in
    *.txt) ;;
    *) echo "Usage: tool.sh FILE"; exit 64 ;;
esac
[ -e "$1" ] || usage
gzip "$1"
