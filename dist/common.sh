# Names and places that the scripts of dist/ share. Sourced, from the root of the repository.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "dist: $*" >&2; }
fail() {
    say "$1"
    echo "hint: $2" >&2
    exit 1
}

arch=$(uname -m)
# Everything that is made on the way, SwiftPM's own among it; and what is published.
work=.build/dist
out=dist/out
# The program as Debian links it, and the one file for every glibc of 2.34 or newer. Both without symbols.
program=$work/costguard-debian
one_file=$work/costguard
bundle=$work/bundle
licences=$work/licences

version() { "$one_file" --version; }

# Every artifact of one commit bears that commit's time.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"

# A tar.gz of the directory $2 as $1, the same bytes each time.
pack() {
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=go-w --mtime="@$SOURCE_DATE_EPOCH" \
        --directory "$(dirname "$2")" "$(basename "$2")" | gzip -9n >"$1"
}
