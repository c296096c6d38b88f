#!/bin/sh
# Prints the path of promtool (or amtool, prometheus, alertmanager, prometheus-node-exporter, when asked for it): the one
# in PATH, else the one unpacked below .cache/promtool, else unpacks it there from its Debian package. Needs no root and
# starts no daemon. Exit 1, with the reason on stderr, if none can be had.
set -eu

tool=${1:-promtool}
# program: what it is called in the package; upstream: what it is called elsewhere.
case $tool in
    promtool|prometheus) package=prometheus program=$tool upstream=$tool ;;
    amtool) package=prometheus-alertmanager program=$tool upstream=$tool ;;
    alertmanager) package=prometheus-alertmanager program=prometheus-alertmanager upstream=alertmanager ;;
    prometheus-node-exporter) package=$tool program=$tool upstream=node_exporter ;;
    *) echo "promtool.sh: $tool is not known here: promtool, amtool, prometheus, alertmanager or" \
            "prometheus-node-exporter" >&2; exit 1 ;;
esac

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${DDD_PROMTOOL_CACHE:-$root/.cache/promtool}
unpacked=$cache/usr/bin/$program

fail() {
    echo "promtool.sh: $1" >&2
    echo "  Install the package \`$package\`, or put $tool into PATH: https://prometheus.io/download/" >&2
    exit 1
}

if found=$(command -v "$program" || command -v "$upstream"); then
    echo "$found"
    exit 0
fi
if [ -x "$unpacked" ]; then
    echo "$unpacked"
    exit 0
fi
command -v apt-get >/dev/null || fail "no $tool in PATH, and no apt-get to fetch one with"
command -v dpkg >/dev/null || fail "no $tool in PATH, and no dpkg to unpack one with"

mkdir -p "$cache"
download=$(mktemp -d "$cache/download.XXXXXX")
trap 'rm -rf "$download"' EXIT
# apt drops to the user _apt, who must be able to write here.
chmod 755 "$download"
(cd "$download" && apt-get download "$package") >&2 ||
    fail "apt-get could not download the package $package (\`apt-get update\` first?)"
dpkg --extract "$download/$package"_*.deb "$download/tree" || fail "the package $package could not be unpacked"
if [ "$tool" = alertmanager ]; then
    # Debian's reads its templates from an absolute folder, where only root could put them: the copy here reads those of
    # a folder `alertmanager` (a path of the same length) in the one that it is started in.
    LC_ALL=C sed -i 's,/usr/share/prometheus/alertmanager,./././././././././././alertmanager,g' \
        "$download/tree/usr/bin/$program"
    mkdir -p "$cache/usr/share/prometheus"
    cp -R "$download/tree/usr/share/prometheus/alertmanager" "$cache/usr/share/prometheus/"
    mkdir -p "$cache/usr/lib"
    mv "$download/tree/usr/bin/$program" "$cache/usr/lib/$program"
    printf '#!/bin/sh\ncd "%s" && exec "%s" "$@"\n' "$cache/usr/share/prometheus" "$cache/usr/lib/$program" \
        > "$download/tree/usr/bin/$program"
    chmod 755 "$download/tree/usr/bin/$program"
fi
# Moved as the last act, so that a broken download never looks like the tool; whoever comes second keeps the first.
mkdir -p "$cache/usr/bin"
mv "$download/tree/usr/bin/$program" "$unpacked"
echo "$unpacked"
