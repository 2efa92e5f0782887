"""Emoji by the names that Discourse has for them: ":rocket:"."""

import re
import unicodedata

_ONE = re.compile(r":([a-z0-9_+-]{1,40}):(?:t[2-6]:)?")
_SEVERAL = re.compile(r"(?<![\w:/])(?::[a-z0-9_+-]{1,40}:(?:t[2-6]:)?)+(?![\w:])")

EMOJI = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "heart": "❤️", "smile": "😄",
    "slight_smile": "🙂", "slightly_smiling_face": "🙂", "smiley": "😃", "grinning": "😀",
    "grin": "😁", "joy": "😂", "rofl": "🤣", "laughing": "😆", "wink": "😉", "blush": "😊",
    "sunglasses": "😎", "thinking": "🤔", "confused": "😕", "frowning": "😦", "cry": "😢",
    "sob": "😭", "sweat_smile": "😅", "slight_frown": "🙁", "stuck_out_tongue": "😛",
    "wave": "👋", "clap": "👏", "pray": "🙏", "ok_hand": "👌", "muscle": "💪", "tada": "🎉",
    "rocket": "🚀", "fire": "🔥", "warning": "⚠️", "bulb": "💡", "question": "❓",
    "exclamation": "❗", "star": "⭐", "white_check_mark": "✅", "heavy_check_mark": "✔️",
    "x": "❌", "eyes": "👀", "100": "💯", "point_up": "☝️", "point_down": "👇",
    "point_right": "👉", "sunny": "☀️", "cloud": "☁️", "snowflake": "❄️", "umbrella": "☔",
    "bug": "🐛", "shrug": "🤷", "hugs": "🤗", "smirk": "😏", "upside_down_face": "🙃",
    "roll_eyes": "🙄", "rolling_eyes": "🙄", "facepalm": "🤦", "innocent": "😇",
    "heart_eyes": "😍", "scream": "😱", "angry": "😠", "rage": "😡", "hushed": "😯",
    "sleeping": "😴", "mask": "😷", "open_mouth": "😮", "neutral_face": "😐",
    "expressionless": "😑", "yum": "😋", "relaxed": "☺️", "relieved": "😌", "worried": "😟",
    "disappointed": "😞", "v": "✌️", "crossed_fingers": "🤞", "raised_hands": "🙌",
    "handshake": "🤝", "point_left": "👈", "partying_face": "🥳", "nerd_face": "🤓",
    "flushed": "😳", "stuck_out_tongue_winking_eye": "😜", "zap": "⚡", "boom": "💥",
    "sparkles": "✨", "coffee": "☕", "beer": "🍺", "beers": "🍻", "gift": "🎁", "cake": "🍰",
    "birthday": "🎂", "trophy": "🏆", "calendar": "📆", "lock": "🔒", "key": "🔑", "mag": "🔍",
    "link": "🔗", "memo": "📝", "pencil": "📝", "pushpin": "📌", "package": "📦",
    "computer": "💻", "iphone": "📱", "email": "✉️", "bell": "🔔", "hourglass": "⌛",
    "stop_sign": "🛑", "no_entry": "⛔", "construction": "🚧", "red_circle": "🔴",
    "green_circle": "🟢", "arrow_right": "➡️", "arrow_left": "⬅️", "arrow_up": "⬆️",
    "arrow_down": "⬇️", "poop": "💩", "ghost": "👻", "robot": "🤖", "zzz": "💤",
    "broken_heart": "💔", "blue_heart": "💙", "green_heart": "💚", "yellow_heart": "💛",
    "purple_heart": "💜", "eyeglasses": "👓", "book": "📖", "books": "📚", "house": "🏠",
    "earth_africa": "🌍", "dog": "🐶", "cat": "🐱", "turtle": "🐢", "ok": "🆗", "new": "🆕",
    "sos": "🆘", "wavy_dash": "〰️",
}  # fmt: skip


def with_emoji(text: str) -> str:
    """Their signs for the names of those that we know; they may touch each other."""
    return _SEVERAL.sub(
        lambda run: _ONE.sub(lambda found: sign_of(found[1]) or found[0], run[0]), text
    )


def sign_of(name: str) -> str:
    """Blank for one that we do not know."""
    if name in EMOJI:
        return EMOJI[name]
    try:
        sign = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return ""
    return sign if unicodedata.category(sign[0]) == "So" else ""
