#!/bin/sh
# Installs costguard for one user, without root: finds out what this machine can run, fetches it, holds it against the
# sum that was published with it, tries it, and puts it in its place. Runs with any POSIX shell.
#
#   sh install.sh [--from ADDRESS] [--version X.Y.Z] [--prefix DIR] [--bundle] [--lambda] [--attested]
#
# --from      where releases are: an address that is laid out as GitHub's, such as https://github.com/OWNER/REPO/releases,
#             or a directory that holds one release
# --version   that release; without it the newest
# --prefix    where it goes: bin, share and, of the bundle, lib beneath it. Default: ~/.local, or /usr/local for root
# --bundle    the one that brings all its libraries, though this machine could run the smaller one
# --lambda    also the program's zip for AWS Lambda, which 'costguard install lambda' puts there
# --attested  have GitHub's program 'gh' check who built it, which says more than a sum that stands beside the file
set -eu

# The release's own copy of this file has its address here.
releases=${COSTGUARD_RELEASES:-}

say() { echo "install: $*" >&2; }
fail() {
    say "$1"
    echo "hint: $2" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

read_options() {
    wanted='' prefix='' kind='' lambda=no attested=no
    while [ $# -gt 0 ]; do
        case $1 in
            --from | --version | --prefix)
                [ $# -ge 2 ] || fail "$1 wants a value" "sh install.sh $1 VALUE"
                case $1 in --from) releases=$2 ;; --version) wanted=${2#v} ;; --prefix) prefix=$2 ;; esac
                shift
                ;;
            --bundle) kind=-bundle ;;
            --lambda) lambda=yes ;;
            --attested) attested=yes ;;
            *) fail "got '$1', expected --from, --version, --prefix, --bundle, --lambda or --attested" "its first lines tell more" ;;
        esac
        shift
    done
    case $wanted in *[!0-9A-Za-z.-]*) fail "'$wanted' is no version" "write such as 0.2.0" ;; esac
    if [ -z "$prefix" ]; then
        if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=${HOME:?}/.local; fi
    fi
    case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
}

# Which release this machine could run at all.
look_at_machine() {
    case $(uname -s) in
        Linux) ;;
        Darwin) fail "there is no costguard for macOS" "use it from AWS CloudShell, or from a Linux machine" ;;
        *) fail "there is no costguard for $(uname -s)" "on Windows install it within WSL: wsl --install" ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) machine=x86_64 ;;
        aarch64 | arm64) machine=aarch64 ;;
        *) fail "there is no costguard for the processor $(uname -m)" "it runs on x86_64 and aarch64" ;;
    esac
    for tool in tar gzip mktemp sed; do
        has $tool || fail "'$tool' is missing" "install it with this system's package tool"
    done
    [ -n "$kind" ] || kind=$(suited)
}

# Empty where the one file runs: glibc 2.34 or newer, and libcurl. Else the bundle, which needs neither.
suited() {
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc //p') || glibc=''
    major=${glibc%%.*} minor=${glibc#*.}
    minor=${minor%%.*}
    case $major$minor in '' | *[!0-9]*) echo -bundle && return ;; esac
    if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 34 ]; }; then
        echo -bundle
        return
    fi
    for place in /usr/lib64 /lib64 /usr/lib /lib "/usr/lib/$machine-linux-gnu" "/lib/$machine-linux-gnu"; do
        [ ! -e "$place/libcurl.so.4" ] || return 0
    done
    echo -bundle
}

# The file $1 of the release as $2.
fetch() {
    case $releases in
        https://* | http://127.0.0.1:* | http://localhost:*) ;;
        *://*) fail "'$releases' is not safe: what comes by it could be anybody's" "use https" ;;
        *)
            [ -f "$releases/$1" ] || fail "there is no '$1' in '$releases'" "--from takes an address, or a directory with a release"
            cp "$releases/$1" "$2"
            return
            ;;
    esac
    if [ -n "$wanted" ]; then address=$releases/download/v$wanted/$1; else address=$releases/latest/download/$1; fi
    if has curl; then
        curl --fail --silent --show-error --location --retry 2 --output "$2" "$address" || unreachable "$address"
    elif has wget; then
        wget -q -O "$2" "$address" || unreachable "$address"
    else
        fail "neither 'curl' nor 'wget' is here" "install one of them with this system's package tool"
    fi
}
unreachable() {
    fail "'$1' could not be fetched" "open it in a browser: is there such a release? Behind a proxy set https_proxy"
}

sum_of() {
    if has sha256sum; then
        sha256sum "$1"
    elif has shasum; then
        shasum -a 256 "$1"
    elif has openssl; then
        openssl dgst -sha256 -r "$1"
    else
        fail "nothing here reckons SHA-256" "install coreutils with this system's package tool"
    fi | sed 's/[ *].*//'
}

# The file $1 of the release in $room, held against what was published.
verified() {
    say "fetching $1"
    fetch "$1" "$room/$1"
    published=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$1\$/\1/p" "$room/sums")
    found=$(sum_of "$room/$1")
    [ "$published" = "$found" ] || fail "$1 is not what was published: its SHA-256 is $found, expected $published" \
        "try again; if it stays so, tell whoever publishes it, and install nothing"
    if [ "$attested" = yes ]; then attest "$room/$1"; fi
}

# The zip for Lambda, whose functions are x86_64 whatever this machine is; before anything is put in its place.
take_lambda() {
    zip=$(sed -n "s/^[0-9a-f]\{64\} [ *]\(costguard-[0-9A-Za-z.-]*-lambda-x86_64\.zip\)\$/\1/p" "$room/sums")
    case $zip in
        '' | *"
"*) fail "the release names no zip for Lambda, or several" "choose another with --version, or leave --lambda out" ;;
    esac
    verified "$zip"
}

# Fetches the archive of a kind, checks it, unpacks it to $room/unpacked and tries it.
take() {
    file=$(sed -n "s/^[0-9a-f]\{64\} [ *]\(costguard-[0-9A-Za-z.-]*-linux-$machine$1\.tar\.gz\)\$/\1/p" "$room/sums")
    case $file in
        '') fail "the release has nothing for $machine" "choose another with --version" ;;
        *"
"*) fail "the release names several files for $machine: its list of sums is faulty" "choose another with --version" ;;
    esac
    if [ -n "$wanted" ] && [ "$file" != "costguard-$wanted-linux-$machine$1.tar.gz" ]; then
        fail "'$releases' has $file, and not the version $wanted" "leave --version out, or correct it"
    fi
    verified "$file"
    rm -rf "$room/unpacked"
    mkdir "$room/unpacked"
    tar -xzf "$room/$file" -C "$room/unpacked" || fail "$file cannot be unpacked" "is there room in $room?"
    top=$room/unpacked/${file%.tar.gz}
    program=$top/bin/costguard
    [ -z "$1" ] || program=$top/costguard
    version=$("$program" --version 2>"$room/errors")
}

attest() {
    case $releases in https://github.com/*) ;; *) fail "'$releases' is not at GitHub, which attests" "leave --attested out" ;; esac
    has gh || fail "'gh' is missing" "install GitHub's command line, 'gh auth login', then again; or leave --attested out"
    repository=${releases#https://github.com/}
    gh attestation verify "$1" --repo "${repository%/releases}" >&2 \
        || fail "$1: nobody attests that this repository built it" "install nothing, and tell whoever publishes it"
}

# Puts it in its place; what runs meanwhile keeps the old one.
put() {
    if ! mkdir -p "$prefix/bin" 2>/dev/null || [ ! -w "$prefix/bin" ]; then
        fail "'$prefix' may not be written" "choose another place with --prefix"
    fi
    if [ -n "$kind" ]; then
        mkdir -p "$prefix/lib"
        rm -rf "$prefix/lib/costguard.new" "$prefix/lib/costguard.old"
        cp -R "$top" "$prefix/lib/costguard.new"
        [ ! -e "$prefix/lib/costguard" ] || mv "$prefix/lib/costguard" "$prefix/lib/costguard.old"
        mv "$prefix/lib/costguard.new" "$prefix/lib/costguard"
        rm -rf "$prefix/lib/costguard.old"
        rm -f "$prefix/bin/costguard.new"
        ln -s ../lib/costguard/costguard "$prefix/bin/costguard.new"
    else
        rm -f "$prefix/bin/costguard.new"
        cp "$program" "$prefix/bin/costguard.new"
    fi
    mv -f "$prefix/bin/costguard.new" "$prefix/bin/costguard"
    mkdir -p "$prefix/share"
    cp -R "$top/share/." "$prefix/share/"
    # The units say where the program is, where that needs no quotes.
    case $prefix in
        *[!A-Za-z0-9/._-]*) ;;
        *) sed -i "s|/usr/local/bin/costguard|$prefix/bin/costguard|" "$prefix"/share/systemd/user/costguard*.service ;;
    esac
    case $releases in
        *://*)
            mkdir -p "$prefix/share/costguard"
            echo "$releases" >"$prefix/share/costguard/releases"
            ;;
    esac
}

main() {
    read_options "$@"
    releases=${releases%/}
    [ -n "$releases" ] || fail "it is not said where the releases are" "--from https://github.com/OWNER/REPO/releases, or a directory"
    look_at_machine
    room=$(mktemp -d)
    trap 'rm -rf "$room"' EXIT
    trap 'exit 130' INT TERM
    fetch SHA256SUMS "$room/sums"
    if ! take "$kind"; then
        [ -z "$kind" ] || fail "it does not start here: $(cat "$room/errors")" "tell whoever publishes it, with the line above"
        say "it does not start here, so the one with its own libraries is taken: $(head -n 1 "$room/errors")"
        kind=-bundle
        take "$kind" || fail "it does not start here: $(cat "$room/errors")" "tell whoever publishes it, with the line above"
    fi
    if [ "$lambda" = yes ]; then take_lambda; fi
    put
    if [ "$lambda" = yes ]; then
        mkdir -p "$prefix/share/costguard"
        rm -f "$prefix"/share/costguard/costguard-*-lambda-*.zip
        mv "$room/$zip" "$prefix/share/costguard/"
    fi
    say "costguard $version is in $prefix/bin"
    case :$PATH: in
        *":$prefix/bin:"*) ;;
        *) say "your shell does not look there yet: echo 'export PATH=\"$prefix/bin:\$PATH\"' >>~/.profile, then log in anew" ;;
    esac
    if [ "$lambda" = yes ]; then
        echo "Next: costguard install lambda --email ADDRESS    guards this account from within it"
        return
    fi
    echo "Next: costguard demo    shows what it does, without any account"
    echo "      costguard init    sets it up for yours"
}

# The last line, so that half a file does nothing.
main "$@"
