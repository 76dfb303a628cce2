import json
import math

from explorer.core.plain import finite


def test_what_json_does_not_have_becomes_null():
    content = {"a": [1, 2.5, math.nan, {"b": -math.inf}], "c": "NaN", "d": True, "e": None}
    assert json.dumps(finite(content), allow_nan=False) == (
        '{"a": [1, 2.5, null, {"b": null}], "c": "NaN", "d": true, "e": null}'
    )
