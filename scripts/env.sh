# Sourced by the scripts beside it; sets $root (the project) and $venv.
#
# install EXTRA makes $venv if there is none and installs the project into it,
# editable, with that extra; it does nothing when that was done for the present
# packaging files. PYTHON=/path/to/python chooses the interpreter.
#
# find_chromium sets and exports $CHROMIUM, the browser that the tests open the
# pages in: the one that it names already, one on PATH, or one installed now.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=$root/.venv

install() {
    stamp=$venv/.installed-$1
    # By content: a checkout gives files new times without changing them.
    wanted=$(cat "$root"/setup.* "$root/pyproject.toml" \
        "$root"/index/kernels/native/*.px* | cksum)
    if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    # pip's first line names its interpreter, so this also tells a moved folder.
    "$venv/bin/pip" --version >/dev/null 2>&1 || make_venv
    echo "Installing Broadsheet with '$1' into $venv ..." >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --editable "$root[$1]"
    if ! ls "$root"/index/kernels/native/*.abi3.* >/dev/null 2>&1; then
        echo "The native kernels were not built, for want of a C compiler:" \
            "everything works, but more slowly." >&2
    fi
    printf '%s\n' "$wanted" >"$stamp"
}

make_venv() {
    python=$(find_python)
    echo "Making $venv with $python ..." >&2
    "$python" -m venv --clear "$venv"
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    echo "Broadsheet needs Python 3.11 or newer; ${PYTHON:-python3} is" \
        "$("${PYTHON:-python3}" --version 2>&1 || true)." \
        "Name one that is: PYTHON=/path/to/python $0" >&2
    return 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_chromium() {
    if [ -n "${CHROMIUM:-}" ] || chromium_on_path; then
        return
    fi
    echo "Installing Chromium, which the tests of the pages need ..." >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update && apt-get install --yes --no-install-recommends chromium; } \
            >/dev/null 2>&1 </dev/null || true
        chromium_on_path && return
    fi
    if timeout 300 "$venv/bin/python" -m playwright install chromium >/dev/null 2>&1; then
        CHROMIUM=$("$venv/bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
        export CHROMIUM
        return
    fi
    echo "No Chromium could be installed: the tests of the pages will fail. Install" \
        "it and put it on PATH, or name it: CHROMIUM=/path/to/chromium $0" >&2
}

chromium_on_path() {
    for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
        if CHROMIUM=$(command -v "$candidate"); then
            export CHROMIUM
            return
        fi
    done
    unset CHROMIUM
    return 1
}
