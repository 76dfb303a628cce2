"""Whether there is a screen to open a window on."""

from __future__ import annotations

import ctypes
import os
import sys


def has_screen() -> bool:
    """Tell whether a window can be opened.

    On Linux a display server may be missing, or named but not answering; Qt would then
    abort the process. A platform that the user chose by ``QT_QPA_PLATFORM`` is trusted.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _x11_answers() or _wayland_answers()


def _x11_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        # Qt needs the library too. It knows of sockets, remote displays and permissions.
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers() -> bool:
    if not os.environ.get("WAYLAND_DISPLAY"):
        return False
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return False
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if display is None:
        return False
    wayland.wl_display_disconnect(ctypes.c_void_p(display))
    return True
