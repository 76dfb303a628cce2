"""What a person may be called."""

from __future__ import annotations

import unicodedata

from explorer.core.errors import UserError

LONGEST = 200
# Control characters and halves of characters cannot be shown, and some programs end a
# text at a NUL.
REFUSED = {"Cc", "Cs"}
# They would turn the text beside the name as well. Right-to-left scripts need none of them.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Signs that are not seen by themselves: spaces, joiners, marks of direction.
UNSEEN = {"Zs", "Zl", "Zp", "Cf", "Mn", "Me"}


def clean_name(name: str) -> str:
    """Return ``name`` in the form in which names are stored and compared.

    Any script, quotes and emoji are kept. The form is Unicode's NFC, without spaces at
    the ends and with one space for several (or for a line break) within; so what looks
    alike is alike. Capitals matter.

    Raises
    ------
    UserError
        Nothing to be seen, more than ``LONGEST`` characters, or a control character.
    """
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    for character in clean:
        if unicodedata.category(character) in REFUSED or character in TURNING:
            raise UserError(
                "A name cannot contain the control character {code}.",
                code=f"U+{ord(character):04X}",
            )
    if all(unicodedata.category(character) in UNSEEN for character in clean):
        raise UserError("Type a name.")
    if len(clean) > LONGEST:
        raise UserError(
            "A name has at most {limit} characters. This one has {count}.",
            limit=LONGEST,
            count=len(clean),
        )
    return clean
