"""What can be wrong with an ONNX file, and how it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.errors import UserError
from explorer.nets.own_model import not_shown

WEIGHTED = ("BatchNormalization", "Conv", "ConvTranspose", "Gemm", "MatMul")
"""Operations whose numbers must be finite; others may have infinity with good reason, in a mask."""
REASON = 200
"""Characters of onnxruntime's reason that are shown."""
RUNNING = "while running"
"""What it says of a model that it has read, but that fails at work."""
NOISE = (
    r"^\[ONNXRuntimeError\] : \d+ : \w+ : ",
    r"Load model from .*? failed: ?",
    r"Non-zero status code returned while running (?=\w+ node)",
    r"Name:'' Status Message: ",
    # A place in the source of onnxruntime, and what the function is called there.
    r"/onnxruntime_src/\S+:\d+ [^()]*\([^()]*\)(?: const)? ?",
)
"""What onnxruntime says before it comes to the point."""


def damaged(path: Path) -> UserError:
    """Return what is said of a file that is none."""
    return UserError("{path} is damaged, or no ONNX file.", path=path)


def not_run(path: Path, error: Exception) -> UserError:
    """Return what is said where onnxruntime refuses a model."""
    reason = " ".join(str(error).split())
    for noise in NOISE:
        reason = re.sub(noise, "", reason)
    return UserError(
        "{path} cannot be run by onnxruntime: {reason}", path=path, reason=reason[:REASON]
    )


def check_version(model: Any, path: Path) -> None:
    """Raise a UserError where a model is newer than the onnx package."""
    import onnx

    newest = onnx.defs.onnx_opset_version()
    found = max((entry.version for entry in model.opset_import if not entry.domain), default=0)
    if found > newest or model.ir_version > onnx.IR_VERSION:
        raise UserError(
            "{path} is newer than what is known here: ONNX with opset {newest} and IR version "
            "{ir} is the newest. Export it for an older one.",
            path=path,
            newest=newest,
            ir=int(onnx.IR_VERSION),
        )


def check_stored(graph: Any, path: Path) -> None:
    """Raise a UserError where numbers of a file cannot be read, or are not finite."""
    from onnx import numpy_helper

    weights = {name for node in graph.node if node.op_type in WEIGHTED for name in node.input[1:]}
    for tensor in graph.initializer:
        try:
            values = numpy_helper.to_array(tensor)
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(path) from error
        if not np.issubdtype(values.dtype, np.floating):
            continue
        if np.isnan(values).any() or (tensor.name in weights and np.isinf(values).any()):
            raise UserError(
                "{path} holds values that are not finite numbers (NaN or infinity), in {name}.",
                path=path,
                name=tensor.name,
            )


def check_computed(values: Mapping[str, Any], path: Path) -> None:
    """Raise a UserError where a node gives something other than an array of ordinary numbers."""
    for name, value in values.items():
        if not isinstance(value, np.ndarray):
            raise not_shown(path, name, type(value).__name__)
        if value.dtype.kind not in "fiub":
            raise not_shown(path, name, value.dtype.name)
