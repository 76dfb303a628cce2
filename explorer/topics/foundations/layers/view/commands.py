"""What can be done to the rows, as data."""

from explorer.core.i18n import mark
from explorer.ui.actions import Command

ADD = (
    Command("add_conv", "Edit", mark("Add convolution"), "add", ("Ctrl+1",), value="conv"),
    Command("add_pool", "Edit", mark("Add pooling"), "add", ("Ctrl+2",), value="pool"),
    Command("add_dense", "Edit", mark("Add dense layer"), "add", ("Ctrl+3",), value="dense"),
    Command(
        "add_activation", "Edit", mark("Add activation"), "add", ("Ctrl+4",), value="activation"
    ),
    Command("add_flatten", "Edit", mark("Add flatten"), "add", ("Ctrl+5",), value="flatten"),
)
ROWS = (
    Command("remove", "Edit", mark("Remove layer"), "remove", ("Del",), short=mark("Remove")),
    Command("up", "Edit", mark("Move layer up"), "move", ("Alt+Up",), value=-1, short=mark("Up")),
    Command(
        "down", "Edit", mark("Move layer down"), "move", ("Alt+Down",), value=1, short=mark("Down")
    ),
)
