#!/bin/sh
# Qt brings most of what it needs, but not these system libraries. Install them
# where that is allowed (root, apt), else print the one line to type.
set -eu
[ "$(uname)" = Linux ] || exit 0

NEEDED="libglib-2.0.so.0=libglib2.0-0 libGL.so.1=libgl1 libEGL.so.1=libegl1
libxkbcommon.so.0=libxkbcommon0 libfontconfig.so.1=libfontconfig1 libdbus-1.so.3=libdbus-1-3"
WITH_SCREEN="libxcb-cursor.so.0=libxcb-cursor0 libxkbcommon-x11.so.0=libxkbcommon-x11-0
libxcb-icccm.so.4=libxcb-icccm4 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-shape.so.0=libxcb-shape0
libxcb-image.so.0=libxcb-image0 libxcb-render-util.so.0=libxcb-render-util0"
[ -z "${DISPLAY:-}" ] || NEEDED="$NEEDED $WITH_SCREEN"

present=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
libraries="" packages=""
for pair in $NEEDED; do
    case $present in
        *"${pair%%=*}"*) ;;
        *) libraries="$libraries ${pair%%=*}" packages="$packages ${pair#*=}" ;;
    esac
done

# Without a font for it, Korean shows as empty boxes.
korean=$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
    \( -iname '*nanum*' -o -iname '*cjk*' -o -iname '*malgun*' -o -iname '*baekmuk*' \
    -o -iname '*unfonts*' -o -iname '*pretendard*' \) -print -quit 2>/dev/null || true)
[ -n "$korean" ] || packages="$packages fonts-nanum"

[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system packages:$packages"
    apt-get update -qq || true
    # shellcheck disable=SC2086
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages \
        >/dev/null; then
        exit 0
    fi
fi
if command -v apt-get >/dev/null; then
    echo "Qt needs system packages. Type: sudo apt-get install$packages" >&2
else
    echo "Qt needs these from your distribution:${libraries:- a Korean font}" >&2
fi
# A missing font spoils only the Korean texts.
[ -z "$libraries" ]
