"""A user's own detector: a YOLO network exported to ONNX."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.core.files import check_file
from explorer.core.paths import resource
from explorer.nets.detector import SIZES, Prepared
from explorer.nets.device import CPU, default_threads
from explorer.nets.onnx_layouts import Layout, read_boxes, recognise
from explorer.vision.cv import cv2
from explorer.vision.grid import to_picture
from explorer.vision.predictions import Predictions

# The tone that these networks were trained to see around a picture.
GREY = 114
DEFAULT_SIZE = 640
_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}


def _reject(path: Path, found: object) -> UserError:
    return UserError(
        "{file} is not a YOLO detector that can be shown: {found}. "
        "YOLOv5, v8, v11 and YOLOX exports without built-in suppression are.",
        file=path.name,
        found=found,
    )


def read_class_names(text: str | None, count: int) -> tuple[str, ...]:
    """Return ``count`` class names from the metadata, else COCO's, else numbers.

    Raises
    ------
    ValueError
        The metadata names another number of classes.
    """
    try:
        found = ast.literal_eval(text) if text and len(text) < 1_000_000 else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list | tuple) and found:
        if len(found) != count:
            raise ValueError(f"{count} class scores but {len(found)} class names")
        return tuple(str(name) for name in found)
    if count == 80:
        lines = resource("labels", "coco.txt").read_text(encoding="utf-8").splitlines()
        return tuple(lines)
    return tuple(f"class {number}" for number in range(count))


class OnnxDetector:
    """See `explorer.nets.detector.Detector`.

    Parameters
    ----------
    path : Path
    device : str
        "cuda" is used where this onnxruntime has it.
    threads : int, optional
        CPU threads.

    Raises
    ------
    UserError
        The file cannot be read, or is no network of a known layout.
    """

    def __init__(self, path: Path, device: str = "auto", threads: int | None = None) -> None:
        self.title = path.stem
        self.notice: UserError | None = None
        self._path = path
        self._session = self._open(device, threads or default_threads())
        self._input, fixed = self._check_input()
        self._dtype = _TYPES[self._input.type]
        self._fixed = fixed
        self.default_size = max(fixed) if fixed else DEFAULT_SIZE
        self.input_sizes: tuple[int, ...] = (self.default_size,) if fixed else SIZES
        self._output = 0
        self._layout = self._find_layout(fixed or (DEFAULT_SIZE, DEFAULT_SIZE))
        self.layout = self._layout.kind
        metadata = self._session.get_modelmeta().custom_metadata_map
        try:
            self.names = read_class_names(metadata.get("names"), self._layout.classes)
        except ValueError as error:
            raise _reject(path, error) from error

    @property
    def device(self) -> str:
        """Where the network runs."""
        return "cuda:0" if "CUDA" in self._session.get_providers()[0] else CPU

    def _open(self, device: str, threads: int) -> Any:
        import onnxruntime

        check_file(self._path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4  # what matters is raised, and shown by us
        providers = ["CPUExecutionProvider"]
        if device != CPU and "CUDAExecutionProvider" in onnxruntime.get_available_providers():
            providers.insert(0, "CUDAExecutionProvider")
        elif device not in (CPU, "auto"):
            self.notice = UserError(
                "The device {device} is not available; the network runs on the CPU.", device=device
            )
        try:
            return onnxruntime.InferenceSession(str(self._path), options, providers=providers)
        # onnxruntime's own exceptions share no base class but this one.
        except Exception as error:
            raise UserError(
                "{path} is no ONNX network that can be opened; "
                "it may be damaged, or of a newer version.",
                path=self._path,
            ) from error

    def _check_input(self) -> tuple[Any, tuple[int, int] | None]:
        """Return the only input and its (height, width) where they are fixed."""
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            raise _reject(self._path, f"{len(inputs)} inputs")
        shape = inputs[0].shape
        # A name or None stands for a side that the caller may choose.
        fits = len(shape) == 4 and all(
            side == wanted or not isinstance(side, int)
            for side, wanted in zip(shape[:2], (1, 3), strict=True)
        )
        if not fits or inputs[0].type not in _TYPES:
            raise _reject(self._path, f"input {inputs[0].type} {shape}")
        height, width = shape[2:]
        fixed = isinstance(height, int) and isinstance(width, int)
        return inputs[0], (height, width) if fixed else None

    def _find_layout(self, input_size: tuple[int, int]) -> Layout:
        """Run the network once on nothing: exports do not always tell their output's shape."""
        task = self._session.get_modelmeta().custom_metadata_map.get("task", "detect")
        if task != "detect":
            raise _reject(self._path, f"task {task}")
        blank = np.zeros((1, 3, *input_size), self._dtype)
        shapes = [np.shape(output) for output in self._run(blank)]
        for number, shape in enumerate(shapes):
            layout = recognise(shape, input_size)
            # Beside the boxes a four-dimensional output means masks of a segmentation.
            if layout and not any(len(other) == 4 for other in shapes):
                self._output = number
                return layout
        text = ", ".join(str(tuple(int(side) for side in shape)) for shape in shapes)
        raise _reject(self._path, f"output {text}, input {tuple(blank.shape)}")

    def _run(self, data: NDArray[Any]) -> list[Any]:
        try:
            outputs: list[Any] = self._session.run(None, {self._input.name: data})
        except Exception as error:  # as above
            height, width = data.shape[2:]
            raise UserError(
                "The network {title} cannot work on an input of {width} × {height} pixels; "
                "choose another input size, or another network.",
                title=self.title,
                width=width,
                height=height,
            ) from error
        return outputs

    def prepare(self, image: NDArray[np.uint8], size: int) -> Prepared:
        """Scale the picture into a grey canvas (letterbox); data is (1, 3, H, W)."""
        height, width = image.shape[:2]
        input_size = self._fixed or (size, size)
        scale = min(input_size[0] / height, input_size[1] / width)
        inner = max(1, round(height * scale)), max(1, round(width * scale))
        # YOLOX puts the picture into the corner, the others into the middle.
        centred = self.layout != "yolox"
        top = (input_size[0] - inner[0]) // 2 if centred else 0
        left = (input_size[1] - inner[1]) // 2 if centred else 0
        canvas = np.full((*input_size, 3), GREY, np.uint8)
        canvas[top : top + inner[0], left : left + inner[1]] = cv2.resize(
            np.ascontiguousarray(image), (inner[1], inner[0])
        )
        data = cv2.dnn.blobFromImage(canvas, 1 / 255 if centred else 1.0, swapRB=not centred)
        area = (float(left), float(top), float(left + inner[1]), float(top + inner[0]))
        return Prepared(data.astype(self._dtype, copy=False), (height, width), input_size, area)

    def forward(self, prepared: Prepared) -> NDArray[Any]:
        """Return the boxes as the file gives them."""
        output: NDArray[Any] = self._run(prepared.data)[self._output]
        # An export may take any size and still answer as it did to the one it was made for.
        if recognise(np.shape(output), prepared.input_size) != self._layout:
            height, width = prepared.input_size
            raise UserError(
                "The network {title} gives other boxes than an input of {width} × {height} pixels "
                "has cells for; choose another input size.",
                title=self.title,
                width=width,
                height=height,
            )
        return output

    def predictions(self, outputs: NDArray[Any], prepared: Prepared) -> Predictions:
        """Bring the file's layout into the common one."""
        boxes, objectness, classes = read_boxes(outputs, self._layout, prepared.input_size)
        return Predictions(
            image_size=prepared.image_size,
            input_size=prepared.input_size,
            area=prepared.area,
            boxes=to_picture(boxes, prepared.image_size, prepared.area),
            objectness=objectness,
            class_scores=classes,
            names=self.names,
            heads=self._layout.heads(prepared.input_size),
        )
