"""Raised and lowered letters, which Markdown has not and Unicode has for many signs."""

_PLAIN = "0123456789+-−=()"  # noqa: RUF001 - a minus, too
_RAISED = str.maketrans(
    _PLAIN + "abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾" + "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
_LOWERED = str.maketrans(
    _PLAIN + "aehijklmnoprstuvx",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎" + "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
)
LONGEST = 20  # what is longer was only to be small


def raised(text: str) -> str:
    """2³² for 2<sup>32</sup>; x^(a/b) where Unicode has not all the signs."""
    return _script(text, _RAISED, "^")


def lowered(text: str) -> str:
    return _script(text, _LOWERED, r"\_")


def _script(text: str, signs: dict[int, int], mark: str) -> str:
    said = text.strip()
    if all(ord(sign) in signs for sign in said):
        return said.translate(signs)
    return f"{mark}{said}" if len(said) == 1 else f"{mark}({said})"
