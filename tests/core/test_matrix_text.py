import pytest

from explorer.core import matrix_text
from explorer.core.errors import UserError


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4",
        "1\t2\n3\t4\n",
        "1;2\r\n3;4",
        "1,2\n3,4",
        "1, 2\n3, 4",
        "[[1, 2], [3, 4]]",
        "[[1 2]\n [3 4]]",
        "[[1. 2.]\n [3. 4.]]",
        "array([[1, 2],\n       [3, 4]])",
        "np.array([[1., 2.], [3., 4.]], dtype=float32)",
        "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', dtype=torch.float64)",
        "\n  1  2  \n\n 3 4",
    ],
)
def test_a_matrix_is_read_however_it_is_written(text: str) -> None:
    assert matrix_text.parse(text) == [[1, 2], [3, 4]]


def test_decimal_commas_and_minus_signs_are_understood() -> None:
    assert matrix_text.parse("1,5\t\N{MINUS SIGN}2\n-3\t4e2") == [[1.5, -2], [-3, 400]]


def test_printed_exponents_and_signs_are_understood() -> None:
    assert matrix_text.parse("[[ 1.e+02 -2.5 ]\n [-3.   0. ]]") == [[100, -2.5], [-3, 0]]


BROKEN = ["1 x\n2 3", "hello", "[[1, 2", "1..2", "[[1 2 ... 9]]", "array(3)"]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_matrix_is_said(text: str) -> None:
    with pytest.raises(UserError):
        matrix_text.parse(text)


def test_what_is_written_is_read_again() -> None:
    matrix = [[1.0, -2.5, 0.1], [1e-7, 3.0, 12345678.0]]
    assert matrix_text.parse(matrix_text.write(matrix)) == matrix
