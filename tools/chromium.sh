#!/bin/sh
# Prints the path of a Chromium without a screen: the one that DDD_CHROMIUM names, else one in PATH, else the one unpacked
# below .cache/chromium, else unpacks it there from its Debian package and those that it needs and this machine lacks.
# Needs no root. Exit 1, with the reason on stderr, if none can be had.
set -eu

package=chromium-headless-shell
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${DDD_CHROMIUM_CACHE:-$root/.cache/chromium}
start=$cache/chromium

fail() {
    echo "chromium.sh: $1" >&2
    echo "  Install the package \`$package\`, or name a Chromium with DDD_CHROMIUM." >&2
    exit 1
}

if [ -n "${DDD_CHROMIUM:-}" ]; then
    [ -x "$DDD_CHROMIUM" ] || fail "DDD_CHROMIUM names no program: $DDD_CHROMIUM"
    echo "$DDD_CHROMIUM"
    exit 0
fi
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if found=$(command -v "$name"); then
        echo "$found"
        exit 0
    fi
done
if [ -x "$start" ]; then
    echo "$start"
    exit 0
fi
command -v apt-get >/dev/null || fail "no Chromium in PATH, and no apt-get to fetch one with"
command -v dpkg >/dev/null || fail "no Chromium in PATH, and no dpkg to unpack one with"

mkdir -p "$cache"
download=$(mktemp -d "$cache/download.XXXXXX")
trap 'rm -rf "$download"' EXIT
# apt drops to the user _apt, who must be able to write here.
chmod 755 "$download"
wanted=$(apt-get --simulate --no-install-recommends install "$package" 2>/dev/null | awk '$1 == "Inst" { print $2 }') ||
    fail "apt-get knows no package $package (\`apt-get update\` first?)"
[ -n "$wanted" ] || fail "apt-get knows no package $package (\`apt-get update\` first?)"
# shellcheck disable=SC2086 # names of packages, one a word
(cd "$download" && apt-get download $wanted) >&2 || fail "apt-get could not download the packages of $package"
for file in "$download"/*.deb; do
    dpkg --extract "$file" "$download/tree" || fail "$file could not be unpacked"
done
program=$(find "$download/tree" -type f -name "$package" -path '*/lib/*' | head -n 1)
[ -n "$program" ] || fail "the package $package holds no program of this name"
libraries=$(find "$download/tree" -name '*.so*' -exec dirname {} \; | sort -u | sed "s|^$download/||" | awk -v root="$cache/" '{ printf "%s%s%s", sep, root, $0; sep = ":" }')
cat >"$download/chromium" <<END
#!/bin/sh
LD_LIBRARY_PATH='$libraries' exec '$cache/${program#"$download/"}' "\$@"
END
chmod 755 "$download/chromium"
# Moved as the last act, so that a broken download never looks like the tool; whoever comes second keeps the first.
[ -d "$cache/tree" ] || mv "$download/tree" "$cache/tree"
mv "$download/chromium" "$start"
echo "$start"
