import os
import subprocess
import sys

SCRIPT = """
import os, explorer.vision.cv
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
print(os.environ["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS"])
"""


def run(**more):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    command = [sys.executable, "-c", SCRIPT]
    output = subprocess.check_output(command, env={**clean, **more}, text=True)
    return output.splitlines()


def test_opencv_does_not_lead_qt_astray():
    assert run() == ["None None", "0"]


def test_the_users_own_settings_stay():
    lines = run(QT_QPA_PLATFORM_PLUGIN_PATH="/mine", OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS="1")
    assert lines == ["/mine None", "1"]


def test_opencv_and_ffmpeg_keep_quiet(tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"no film" * 1000)
    script = (
        "from explorer.vision.cv import cv2\n"
        f"cv2.VideoCapture({str(tmp_path / 'broken.mp4')!r})\n"
        "cv2.VideoCapture(99)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
