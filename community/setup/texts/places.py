"""Where in Python a literal is: where only texts for people belong, in code, or anywhere else."""

import ast
from collections.abc import Mapping
from enum import Enum, auto

from community.setup.texts.takers import Taken, is_text

Parents = Mapping[ast.AST, ast.AST]


class Place(Enum):
    """What a literal's surroundings say of it."""

    TEXT = auto()  # shown to people, whatever it looks like
    CODE = auto()  # never shown, or in English on purpose
    OPEN = auto()  # to be judged by how it looks


AT_ONCE = {"gettext", "ngettext", "npgettext", "pgettext"}
MARKS = {*AT_ONCE, "_", "gettext_noop", *(f"{name}_lazy" for name in AT_ONCE)}
# Keyword arguments, names and keys whose value is a text for people.
LABELS = {
    *("label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "title"),
    *("message", "short_description", "placeholder", "aria-label", "search_help_text"),
    *("violation_error_message",),
    *("site_header", "site_title", "index_title", "empty_value_display"),
}
LABELLED = {"labels", "help_texts", "error_messages"}  # dictionaries of them
NAMED = LABELS - {"label", "placeholder", "title"}  # as names of variables these say too little
ADMIN = {"action", "display"}  # whose `description` is shown; others are of the API
ENGLISH = {
    *("about", "description", "example", "examples", "summary", "deprecation_reason"),
    *("class", "classes", "css_class", "left_out", "rel", "style", "User-Agent"),
}
ENGLISH_IN_API = {*ENGLISH, "help_text", "label", "title", "verbose_name"}
# Functions that show a text, with the position of it.
SAYS = {
    **dict.fromkeys(("success", "info", "warning", "error", "debug"), 1),  # of messages
    "add_message": 2,
    "message_user": 1,
    "offer_undo": 1,
    "add_error": 1,
    "filled": 0,
    **dict.fromkeys(("HttpResponseBadRequest", "HttpResponseForbidden", "PermissionDenied"), 0),
    "ValidationError": 0,
    **dict.fromkeys(("MaxLengthValidator", "MaxValueValidator", "RegexValidator"), 1),
    **dict.fromkeys(("MinLengthValidator", "MinValueValidator"), 1),
}
LOGS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
FOR_PEOPLE = {"ValidationError"}
FOR_PROGRAMMERS = {
    *("ImproperlyConfigured", "Http404", "DeprecationWarning", "OutgoingFailed", "warn"),
    *("fold", "number_of"),  # of names of locks
    *("SystemExit", "TypeVar", "deprecated", "print"),
}
PRINTS = {("stdout", "write"), ("stderr", "write"), ("sys", "exit")}
PASSED_ON = {"format", "format_html", "mark_safe", "str", "strip", "dedent", "capfirst"}
OPERATORS = (ast.BinOp, ast.BoolOp, ast.List, ast.Set, ast.Starred, ast.FormattedValue)
THROUGH = (*OPERATORS, ast.JoinedStr, ast.NamedExpr, ast.GeneratorExp, ast.ListComp, ast.Lambda)
IN_CODE = (ast.Compare, ast.Subscript, ast.Expr, ast.Assert, ast.MatchValue, ast.arg)


class Surroundings:
    """What is around each node of a module."""

    def __init__(self, source: str, taken: Taken, *, is_api: bool) -> None:
        """In declarations of the API, labels and help texts belong to its reference, in English."""
        self._source = source
        self.tree = ast.parse(source)
        self.parents: Parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }
        self._taken = taken
        self._english = ENGLISH_IN_API if is_api else ENGLISH

    def written(self, node: ast.AST) -> str:
        """The code of a node."""
        return ast.get_source_segment(self._source, node) or ""

    def is_in_str(self, node: ast.AST) -> bool:
        """Whether it is in `__str__`, which is mostly read by programmers."""
        outer: ast.AST | None = node
        while outer and not isinstance(outer, ast.FunctionDef):
            outer = self.parents.get(outer)
        return isinstance(outer, ast.FunctionDef) and outer.name == "__str__"

    def place_of(self, node: ast.AST) -> Place:
        """What the nearest surroundings that say anything say."""
        while parent := self.parents.get(node):
            found = self._said_by(parent, node)
            if found is not None:
                return found
            node = parent
        return Place.OPEN

    def _said_by(self, parent: ast.AST, node: ast.AST) -> Place | None:
        """None where it takes a look further out."""
        if isinstance(parent, IN_CODE):
            return Place.CODE
        if isinstance(parent, THROUGH):
            return None
        reader = getattr(self, f"_in_{type(parent).__name__.lower()}", None)
        return reader(parent, node) if reader else Place.OPEN

    def _in_call(self, call: ast.Call, node: ast.AST) -> Place | None:
        name = name_of(call.func)
        owner = name_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if name in PASSED_ON:
            return None
        if owner == "re" or (name in LOGS and owner != "messages") or _is_for_programmers(name):
            return Place.CODE
        position = call.args.index(node) if node in call.args else None
        if (owner, name) in PRINTS or (name == "cast" and position == 0):
            return Place.CODE
        is_said = position is not None and SAYS.get(name) == position
        if owner == "models" and name.endswith("Field") and position == 0:
            return Place.TEXT
        return Place.TEXT if is_said or self._is_taken(name, position) else Place.OPEN

    def _in_keyword(self, keyword: ast.keyword, _node: ast.AST) -> Place | None:
        call = self.parents[keyword]
        name = name_of(call.func) if isinstance(call, ast.Call) else ""
        if keyword.arg == "description" and name in ADMIN:
            return Place.TEXT
        if _is_for_programmers(name):
            return Place.CODE
        if self._is_taken(name, keyword.arg):
            return Place.TEXT
        return self._named(keyword.arg or "", LABELS)

    def _is_taken(self, name: str, argument: str | int | None) -> bool:
        return argument in self._taken.get(name, ())

    def _in_tuple(self, pair: ast.Tuple, node: ast.AST) -> Place | None:
        """Of a choice, or a member of TextChoices, the first is a value and the second a label."""
        outer = self.parents[pair]
        if pair.elts[0] is node and len(pair.elts) == 2 and isinstance(pair.elts[1], ast.Dict):
            return Place.TEXT if "fields" in ast.unparse(pair.elts[1]) else None
        is_member = isinstance(outer, ast.Assign) and self._has_base(outer, "Choices")
        while isinstance(outer, ast.List | ast.Tuple | ast.Starred):
            outer = self.parents[outer]
        if is_member or _target(outer) == "choices" or self._is_in_lookups(outer):
            return Place.CODE if pair.elts[0] is node else Place.TEXT
        return None

    def _is_in_lookups(self, node: ast.AST) -> bool:
        """What a filter of the admin offers."""
        owner = self.parents.get(node)
        return isinstance(owner, ast.FunctionDef) and owner.name == "lookups"

    def _has_base(self, node: ast.AST, ending: str) -> bool:
        """Whether it is in the body of such a class."""
        owner = self.parents.get(node)
        bases = owner.bases if isinstance(owner, ast.ClassDef) else []
        return any(name_of(base).endswith(ending) for base in bases)

    def _in_dict(self, mapping: ast.Dict, node: ast.AST) -> Place | None:
        """The key says what the value is, or the name of the whole that these are texts."""
        if node in mapping.keys:
            return Place.CODE
        outer = self.parents[mapping]
        while isinstance(outer, (*THROUGH, ast.Dict)):
            outer = self.parents[outer]
        key = mapping.keys[mapping.values.index(node)]  # type: ignore[arg-type]
        said = self._named(key.value, LABELS) if isinstance(key, ast.Constant) else Place.OPEN
        if _target(outer) in ENGLISH or said is Place.CODE:
            return Place.CODE
        is_error = isinstance(outer, ast.Call) and name_of(outer.func) == "ValidationError"
        return Place.TEXT if is_error or _target(outer) in LABELLED else said

    def _in_return(self, statement: ast.Return, _node: ast.AST) -> Place | None:
        """What a property such as `message` returns, or a function that returns a `Text`."""
        outer = self.parents[statement]
        while not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            outer = self.parents[outer]
        if isinstance(outer, ast.Module) or is_text(outer.returns):
            return Place.TEXT
        return self._named(outer.name, NAMED)

    def _in_assign(self, assignment: ast.Assign, _node: ast.AST) -> Place | None:
        is_attribute = isinstance(assignment.targets[0], ast.Attribute)
        is_filter = _target(assignment) == "title" and self._has_base(assignment, "Filter")
        return self._named(_target(assignment), LABELS if is_attribute or is_filter else NAMED)

    def _in_annassign(self, assignment: ast.AnnAssign, node: ast.AST) -> Place | None:
        if node is assignment.annotation:
            return Place.CODE
        if is_text(assignment.annotation):
            return Place.TEXT
        return self._named(_target(assignment), NAMED)

    def _in_ifexp(self, choice: ast.IfExp, node: ast.AST) -> Place | None:
        return Place.CODE if choice.test is node else None

    def _in_attribute(self, part: ast.Attribute, _node: ast.AST) -> Place | None:
        """A method of the literal, as in "…".format(…)."""
        return None if part.attr in PASSED_ON else Place.CODE

    def _named(self, name: object, labels: set[str]) -> Place:
        if name in self._english:
            return Place.CODE
        return Place.TEXT if name in labels else Place.OPEN


def name_of(function: ast.AST) -> str:
    """The last part of a dotted name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_for_programmers(name: str) -> bool:
    is_error = name.endswith(("Error", "Exception")) or name in FOR_PROGRAMMERS
    return is_error and name not in FOR_PEOPLE


def _target(node: ast.AST) -> str:
    """What a value is assigned or given to."""
    if isinstance(node, ast.keyword):
        return node.arg or ""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return name_of(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    return ""
