#!/bin/sh
# Prints the folder with the programs of a PostgreSQL server: the one that DDD_POSTGRESQL names, else the one of PATH, else
# the newest below /usr/lib/postgresql, else the one unpacked below .cache/postgresql, else unpacks it there from its Debian
# package and those that it needs and this machine lacks (start its programs with LD_LIBRARY_PATH as its `libraries` says).
# Needs no root and starts no daemon. Exit 1, with the reason on stderr, if none can be had.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${DDD_POSTGRESQL_CACHE:-$root/.cache/postgresql}

fail() {
    echo "postgresql.sh: $1" >&2
    echo "  Install the package \`postgresql\`, or name the folder of its programs with DDD_POSTGRESQL." >&2
    exit 1
}

# Prints the last of the folders given that holds a server, if any.
newest() {
    for folder in "$@"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then echo "$folder"; fi
    done | sort -V | tail -n 1
}

if [ -n "${DDD_POSTGRESQL:-}" ]; then
    found=$(newest "$DDD_POSTGRESQL")
    [ -n "$found" ] || fail "DDD_POSTGRESQL names no folder with initdb and postgres: $DDD_POSTGRESQL"
    echo "$found"
    exit 0
fi
if [ -z "${DDD_POSTGRESQL_CACHE:-}" ]; then
    if found=$(command -v initdb) && command -v postgres >/dev/null; then
        # A server finds its own files from where it stands, not from where a link to it does.
        dirname -- "$(readlink -f -- "$found")"
        exit 0
    fi
    found=$(newest /usr/lib/postgresql/*/bin)
    if [ -n "$found" ]; then
        echo "$found"
        exit 0
    fi
fi
found=$(newest "$cache"/tree/usr/lib/postgresql/*/bin)
if [ -n "$found" ]; then
    echo "$found"
    exit 0
fi
command -v apt-get >/dev/null || fail "no PostgreSQL server here, and no apt-get to fetch one with"
command -v dpkg >/dev/null || fail "no PostgreSQL server here, and no dpkg to unpack one with"

package=$(apt-cache depends postgresql 2>/dev/null | awk '$1 == "Depends:" && $2 ~ /^postgresql-[0-9]+$/ { print $2 }')
[ -n "$package" ] || fail "apt-get knows no package postgresql (\`apt-get update\` first?)"
mkdir -p "$cache"
download=$(mktemp -d "$cache/download.XXXXXX")
trap 'rm -rf "$download"' EXIT
# apt drops to the user _apt, who must be able to write here.
chmod 755 "$download"
lacking=$(apt-get --simulate --no-install-recommends install "$package" 2>/dev/null | awk '$1 == "Inst" { print $2 }')
# shellcheck disable=SC2086 # names of packages, one a word
wanted=$(printf '%s\n' "$package" $lacking | grep -v -e '-common$' | sort -u)
# shellcheck disable=SC2086
(cd "$download" && apt-get download $wanted) >&2 || fail "apt-get could not download the packages of $package"
for file in "$download"/*.deb; do
    dpkg --extract "$file" "$download/tree" || fail "$file could not be unpacked"
done
[ -n "$(newest "$download"/tree/usr/lib/postgresql/*/bin)" ] || fail "the package $package holds no server"
find "$download/tree/usr/lib" "$download/tree/lib" -name '*.so.*' -exec dirname {} \; 2>/dev/null | sort -u |
    sed "s|^$download/|$cache/|" | paste -s -d : - >"$download/libraries"
# Moved as the last act, so that a broken download never looks like the server; whoever comes second keeps the first.
mv "$download/libraries" "$cache/libraries"
[ -d "$cache/tree" ] || mv "$download/tree" "$cache/tree"
newest "$cache"/tree/usr/lib/postgresql/*/bin
