"""Every text for people can be translated, and the check of it finds those that cannot."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from community.accounts.people.forms import NameForm
from community.discussions.models import Thread
from community.kernel.errors import NotSignedIn, TooMany
from community.setup.management.commands.prepare import compile_catalogues
from community.setup.texts import catalogues, unmarked, unmarked_in
from community.setup.texts.labels import unlabelled
from tests.conftest import ROOT

# A marked text of each sort: on a page, in a mail, in a form, in errors, in a message, in a script.
MARKED = [
    ("templates/forum/tags.html", "Edit tags"),
    ("templates/account/email/password_set_subject.txt", "A password was added"),
    ("forum/forms.py", "Enter a title."),
    ("community/kernel/errors.py", "Sign in first."),
    ("community/accounts/models/people.py", "Use letters of only one alphabet."),
    ("community/accounts/tokens/views.py", "Token revoked."),
    ("static/js/lib/copy.js", "Copied."),
]
MARK = r"{%% translate \"(%s)\" %%}|(?:gettext|_)\((['\"]%s['\"])\)"

TEMPLATE = "templates/forum/a.html"
MODULE = "forum/a.py"
SCRIPT = "static/js/a.js"

FOUND = [
    (TEMPLATE, "<p>Some words</p>", "Some words"),
    (TEMPLATE, '<p>{% translate "Reply" %} to {{ name }}</p>', "to …"),
    (TEMPLATE, '<img alt="A drawing">', 'alt="A drawing"'),
    (TEMPLATE, '<button data-confirm="Delete it?">x</button>', 'data-confirm="Delete it?"'),
    (TEMPLATE, '<input type="submit" value="Send">', 'value="Send"'),
    (TEMPLATE, '<meta name="description" content="A site">', 'content="A site"'),
    (TEMPLATE, '{% icon "pin" "Pinned" %}', '"Pinned"'),
    (TEMPLATE, '{% include "a.html" with title="Could not save" %}', 'title="Could not save"'),
    (TEMPLATE, '<p>{{ name|default:"nobody" }}</p>', 'default:"nobody"'),
    (TEMPLATE, '{{ at|date:"j F Y" }}', '|date:"j F Y"'),
    (TEMPLATE, "{{ n }}{{ n|pluralize }}", "|pluralize"),
    (TEMPLATE, "<p\n>\nSome\n</p>", "Some"),
    ("templates/a/a_message.txt", "Hello {{ name }},", "Hello …,"),
    (MODULE, 'a = Field(label="color")', "color"),
    (MODULE, 'class A(RuleViolation):\n    message = f"At most {MOST}."', "At most {}."),
    (MODULE, 'raise ValidationError("too long")', "too long"),
    (MODULE, 'raise UnfitValue("Enter a name.")', "Enter a name."),
    (MODULE, 'messages.success(request, "Saved.")', "Saved."),
    (MODULE, 'messages.success(request, f"{name} deleted.")', "{} deleted."),
    (MODULE, 'offer_undo(request, "Gone.", url)', "Gone."),
    (MODULE, 'class A(TextChoices):\n    ONE = "one", "one thing"', "one thing"),
    (MODULE, 'a = Field(choices=[("a", "first")])', "first"),
    (MODULE, 'NAMES = {Kind.NEW: "New"}', "New"),
    (MODULE, 'labels = {"at": "when"}', "when"),
    (MODULE, '@admin.action(description="end it")\ndef end(): ...', "end it"),
    (MODULE, "a = format_html('<b title=\"Old\">{}</b>', n)", '<b title="Old">{}</b>'),
    (MODULE, 'label: Text = "idea"', "idea"),
    (MODULE, 'def f():\n    return f"{gettext(a)} to {b}"', 'f"{gettext(a)} to {b}"'),
    (MODULE, 'def f():\n    return gettext("Hello") + " to you"', 'gettext("Hello") + " to you"'),
    (MODULE, 'def f():\n    return gettext(f"At {n}")', 'gettext(f"At {n}")'),
    (MODULE, 'def f():\n    return gettext("At %s" % n)', 'gettext("At %s" % n)'),
    (MODULE, 'def f():\n    return gettext("At %s")', 'gettext("At %s")'),
    (MODULE, 'def f():\n    return gettext("{} left")', 'gettext("{} left")'),
    (MODULE, 'a = gettext("Always English")', 'gettext("Always English")'),
    (MODULE, 'a = "" if n == 1 else "s"', '"" if n == 1 else "s"'),
    (MODULE, 'def f():\n    return gettext("A") + ": " + b', 'gettext("A") + ": " + b'),
    (MODULE, 'def f():\n    return gettext("A ") + str(n) + b', 'gettext("A ") + str(n) + b'),
    (MODULE, 'def f():\n    return f"{gettext(a)}: {b}"', 'f"{gettext(a)}: {b}"'),
    (MODULE, 'def f():\n    return "%s: %s" % (gettext("A"), b)', '"%s: %s" % (gettext("A"), b)'),
    (MODULE, 'def f():\n    return "{}: ".format(gettext(a))', '"{}: ".format(gettext(a))'),
    (MODULE, 'def f():\n    return " ".join([gettext(a), b])', '" ".join([gettext(a), b])'),
    (MODULE, 'def f():\n    return gettext("{a}").format(a=b)', 'gettext("{a}").format(a=b)'),
    (MODULE, 'def f():\n    return gettext("A").lower()', 'gettext("A").lower()'),
    (MODULE, 'def f():\n    a += gettext("b")', 'a += gettext("b")'),
    (MODULE, 'def f():\n    return "{n} posts by {a}".format(n=n, a=a)', "{n} posts by {a}"),
    (MODULE, 'def f():\n    return "%d posts" % n', "%d posts"),
    (MODULE, 'def f():\n    return str(n) + " posts"', "posts"),
    (MODULE, 'def f():\n    return {"detail": "no such post"}', "no such post"),
    (MODULE, 'def f(form):\n    form.add_error(None, "gone")', "gone"),
    (MODULE, 'def f():\n    raise ValidationError({"name": ["gone"]})', "gone"),
    (MODULE, 'class A(RuleViolation):\n    def message(self):\n        return "gone"', "gone"),
    (MODULE, 'def f() -> Text:\n    return "gone" if a else ""', "gone"),
    (MODULE, 'class A(SimpleListFilter):\n    title = "state"', "state"),
    (MODULE, 'class A(Admin):\n    fieldsets = [("Dates", {"fields": ["a"]})]', "Dates"),
    (MODULE, 'a = models.CharField("color")', "color"),
    (MODULE, 'a = " and ".join(b)', '" and ".join(b)'),
    (MODULE, 'a = b.strftime("%d %B")', 'b.strftime("%d %B")'),
    (MODULE, 'a = format_html("{}: {}", _("B"), c)', 'format_html("{}: {}", _("B"), c)'),
    (TEMPLATE, '{% translate "You have" %} {{ n }}', 'translate "You have" … n'),
    (TEMPLATE, '{% translate "Tags" %}: <b>{{ n }}</b>', 'translate "Tags" … n'),
    (TEMPLATE, '<p>{{ n }} {% translate "posts" %}</p>', 'n … translate "posts"'),
    (TEMPLATE, '{{ n }} {% if n == 1 %}{% translate "post" %}{% endif %}', 'n … translate "post"'),
    (TEMPLATE, "<p>{% translate name %}</p>", "translate name"),
    (TEMPLATE, '<p>{% translate "Tags: " %}</p>', 'translate "Tags: "'),
    (TEMPLATE, '<p>{{ "some words" }}</p>', '"some words"'),
    (TEMPLATE, '{% include "a.html" with label="posts" %}', 'label="posts"'),
    (TEMPLATE, '<b data-empty="No posts"></b>', 'data-empty="No posts"'),
    (TEMPLATE, '<p>{% translate "post"|capfirst %}</p>', "|capfirst"),
    (SCRIPT, "toast('Saved.');", "Saved."),
    (SCRIPT, "toast('saved it now');", "saved it now"),
    (SCRIPT, "toast(saved ? 'kept' : gettext('Gone'));", "kept"),
    (SCRIPT, "box.innerHTML = `<b>new</b>${n}`;", "<b>new</b>{}"),
    (SCRIPT, "box.append(name, ' ago');", "ago"),
    (SCRIPT, "a.textContent = b ? 'less' : name;", "less"),
    (SCRIPT, "a.placeholder ||= 'color';", "color"),
    (SCRIPT, "say(gettext('Replies') + ': ' + n);", "gettext('Replies')"),
    (SCRIPT, "say(n + gettext(' replies'));", "gettext(' replies')"),
    (SCRIPT, "const a = `${gettext('Replies')}: ${n}`;", "{}: {}"),
    (SCRIPT, "const a = 'by ' + name;", "by"),
    (SCRIPT, "const a = n === 1 ? 'reply' : 'replies';", "'reply':'replies'"),
    (SCRIPT, "const a = `repl${n > 1 ? 'ies' : 'y'}`;", "'ies':'y'"),
    (SCRIPT, "say(gettext('Saved').toLowerCase());", "gettext('Saved')"),
    (SCRIPT, "a.setAttribute('title', b ? 'hide' : name);", "hide"),
    (SCRIPT, "a.textContent = names.join(' and ');", "and"),
    (SCRIPT, "line.textContent = 'now';", "now"),
    (SCRIPT, "make('div', { ariaLabel: 'tags' });", "tags"),
    (SCRIPT, "const words = `${count} replies`;", "{} replies"),
    (SCRIPT, "say(gettext(`Reply to ${name}`));", "Reply to {}"),
    (SCRIPT, "say(gettext(words));", "words"),
    (SCRIPT, "const a = `${b ? 'New here' : ''}`;", "New here"),
    (SCRIPT, "showError('Could not save it');", "Could not save it"),
    (SCRIPT, "const a = 'Delete';", "Delete"),
    (MODULE, 'a = [("new", "New"), ("old", _("Old"))]', "New"),
    (MODULE, 'a = {"new": _("Newest first"), "top": "Top"}', "Top"),
    (TEMPLATE, '<b hx-confirm="delete it?"></b>', 'hx-confirm="delete it?"'),
    (TEMPLATE, '<b data-empty="nothing"></b>', 'data-empty="nothing"'),
    (TEMPLATE, "{{ n|intcomma }}", "|intcomma"),
    (TEMPLATE, "{{ n|floatformat:2 }}", "|floatformat:2"),
    (TEMPLATE, '<b title="{{ names|join:" and " }}"></b>', 'join:" and "'),
    (MODULE, 'a = MaxLengthValidator(3, "short")', "short"),
    (MODULE, 'a = RegexValidator("^a", message="short")', "short"),
    (MODULE, 'a = models.CheckConstraint(violation_error_message="short")', "short"),
    (MODULE, 'A = str(_("Words"))', 'str(_("Words"))'),
    (MODULE, 'def f(x=gettext("Words")): ...', 'gettext("Words")'),
    (MODULE, 'class A:\n    b = gettext("Words")', 'gettext("Words")'),
    (MODULE, 'a = b.strftime("%d %m at %H")', 'b.strftime("%d %m at %H")'),
    (MODULE, 'a = f"{n:,}"', 'f"{n:,}"'),
    (MODULE, 'a = format(n, ",")', 'format(n, ",")'),
    (MODULE, 'a = ngettext_lazy("reply", "replies")', 'ngettext_lazy("reply", "replies")'),
    (SCRIPT, "a.insertAdjacentHTML('beforeend', '<b>new</b>');", "<b>new</b>"),
    (SCRIPT, "a['title'] = 'copied';", "copied"),
    (SCRIPT, "a = n.toLocaleString();", "toLocaleString()"),
    (SCRIPT, "a = new Intl.NumberFormat();", "NumberFormat()"),
    (SCRIPT, "a = d.toLocaleTimeString([], b);", "toLocaleTimeString(["),
    (SCRIPT, "a = new Intl.NumberFormat('en-GB');", "'en-GB'"),
]  # fmt: skip

PASSED = [
    (TEMPLATE, '<p>{% translate "Some words" %} · {{ SITE_NAME }} →</p>'),
    (TEMPLATE, "{% blocktranslate with n=name trimmed %}<b>By</b> {{ n }}{% endblocktranslate %}"),
    (TEMPLATE, "{% blocktranslate count n=n %}One{% plural %}Many{% endblocktranslate %}"),
    (TEMPLATE, '{% translate "Post" context "a verb" %}{% icon "pin" _("Pinned") %}'),
    (TEMPLATE, '{{ name|default:_("Nobody") }}{% icon "pin" classes="icon s flip" %}'),
    (TEMPLATE, "{# A comment #}{% comment %}Another one{% endcomment %}"),
    (TEMPLATE, '<code>Some words</code><b lang="en">Words</b><b translate="no">More</b>'),
    (TEMPLATE, "<script>const a = 'Some words';</script>REST, GraphQL"),
    (TEMPLATE, '{% if tone == "Red one" %}{% endif %}{{ at|date:"c" }}'),
    (TEMPLATE, '<b aria-busy="{{ on|yesno:"true,false" }}">{{ a|default:"" }}</b>'),
    (TEMPLATE, "{% block width %}reading{% endblock %}"),
    ("templates/robots.txt", "User-agent: *"),
    (MODULE, 'a = Field(label=_("Color"), help_text=filled(_("At most %(count)s."), count=3))'),
    (MODULE, 'def f():\n    return gettext("Yes") if a else ngettext("One", "Many", n + 1)'),
    (MODULE, '"""A docstring of the module."""\ndef f():\n    """Another one."""'),
    (MODULE, 'logger.warning("The relay is late")\nraise ValueError("Not a number")'),
    (MODULE, 'cursor.execute("SELECT a FROM b")\nre.compile("A b")\nassert a, "Never so"'),
    (MODULE, 'NAME = "Samsung Internet"  # no translation: a name'),
    (MODULE, 'class A(IntegerChoices):  # no translation: for programs\n    A = 0, "quiet"'),
    (MODULE, 'a = say(\n    "Bad request"\n)  # no translation: for programs'),
    (MODULE, 'a = Api(description="Posts of all threads.", example={"text": "Come in."})'),
    ("forum/operations.py", 'a = field(help_text="The name of a tag.")'),
    ("forum/api.py", 'a = field(help_text="The name of a tag.")'),
    ("forum/management/commands/a.py", 'help = "Import a community."'),
    (MODULE, 'def f():\n    return settings.PREFIX + gettext("Hello")'),
    (MODULE, 'def f():\n    return f"<b>{gettext(a)}</b>", "\\n".join([gettext(b), c])'),
    (MODULE, 'a = format_html("<b class={}>{}</b> {}", b, _("B"), c)\nb = ", ".join(c)'),
    (MODULE, 'class A:\n    def __str__(self):\n        return f"{a} likes {b}"'),
    (MODULE, 'a = find("name", kind="some-name", path="some/path", of="a_name.b c")'),
    (TEMPLATE, '<p>{% translate "Tags" %} · {{ n }}</p><p>{% translate "Tags" %}<br>{{ n }}</p>'),
    (TEMPLATE, '<p>{% translate "One." %} {% if a %}{% translate "Two." %}{% endif %}</p>'),
    (TEMPLATE, '<b title="{% translate "Tags" %}" lang="{{ language }}"></b>'),
    ("templates/a/a_message.txt", '{% translate "Open this:" %}\n\n{{ url }}'),
    (SCRIPT, "a.append(' ', b.get('name')); a.innerHTML = '<b></b>'; find('td, th');"),
    (SCRIPT, "a.textContent = `<i></i>${gettext('Some words')}`; b = c === 'name' ? 1 : 2;"),
    (SCRIPT, "say(gettext('Some words'), ngettext('One post', 'Many posts', n));"),
    (SCRIPT, "format(gettext('Reply to %(name)s'), { name });"),
    (SCRIPT, "if (key === 'Enter') make('b', { className: 'btn quiet s' });"),
    (SCRIPT, "headers['X-CSRFToken'] = a; find('.post > .prose, [data-a]'); // Some words"),
    (SCRIPT, 'const a = /[\'"]Some words/; const b = `<path d="${c} d">`;'),
    (MODULE, 'a = "ON CONFLICT (a) DO NOTHING", "RETURNING a", "VACUUM a", "ANALYZE a"'),
    (MODULE, 'a = "EXPLAIN ANALYZE", "WITH a AS (SELECT 1)", "LIMIT 10 OFFSET"'),
    (MODULE, 'a = [("model", "Post")], {"type": "Person"}, ("model", "Post")'),
    (MODULE, 'a = {"@type": "Person", "name": "Anna"}'),
    (MODULE, 'a = {"User-Agent": "Mozilla on Linux"}, "Mozilla/5.0 (X11; Linux)"'),
    (MODULE, 'AGENT = "Commons link preview (+https://a.org)"'),
    (MODULE, 'print("It is ready")\nsys.stdout.write("All done")\nsys.exit("No such file")'),
    (MODULE, 'def f():\n    raise SystemExit(f"No such file: {a}")'),
    (MODULE, 'a = cast("User | None", b), cast("User of it", b)'),
    (MODULE, 'a = Select(attrs={"class": "quiet inline", "style": "thin solid red"})'),
    (MODULE, 'a = [("shown__exact", "True"), ("hidden__exact", "False")]'),
    (MODULE, '@deprecated("Use the other one.")\ndef f(): ...'),
    (MODULE, 'emit(message="post_created", title="post.created")'),
    (TEMPLATE, '<p>PDF</p><p>3 MB</p><p>12 px</p><b>Ctrl</b><a href="/a">Atom</a>'),
    (
        TEMPLATE,
        '{% include "a.html" with icon="Chevron" %}<b data-key="Tab" hx-target="Main"></b>',
    ),
    (SCRIPT, "const keys = ['Enter', 'Escape', 'Home', 'End'], next = { a: 'Tab' };"),
    (SCRIPT, "throw new Error('No such element'); b(new TypeError(`No ${a} here`));"),
    (SCRIPT, "console.warn('Could not save', a); console.error(`Failed: ${a}`);"),
    (SCRIPT, "a.find('input, select, textarea');"),
    (SCRIPT, "console.log(a ? 'It is ready' : 'It is not');"),
    (SCRIPT, "const a = { Authorization: `Bearer ${x}` }; b.setRequestHeader('Accept', c);"),
    (SCRIPT, "a.style.border = 'thin solid red'; a.style.transition = `transform ${n}ms ease`;"),
    (SCRIPT, "a.className = 'btn quiet small primary'; a.classList.add('Quiet', `is ${b}`);"),
    (SCRIPT, "make('b', { class: 'btn quiet small primary', title: gettext('Words') });"),
    (MODULE, 'def f(x=_("Words")):\n    return str(x), str(_("More")), gettext("Words")'),
    (MODULE, 'a = b.strftime("%Y-%m-%dT%H:%M:%SZ"), b.strftime("%H:%M UTC"), f"{n:.2f}"'),
    (TEMPLATE, '<b style="width: {{ n|floatformat:"2u" }}%" class="{{ a|join:" " }}"></b>'),
    (SCRIPT, "a = n.toLocaleString(locale); b = Intl.DateTimeFormat().resolvedOptions().timeZone;"),
    (SCRIPT, "const a = 'Swagger says'; // no translation: in English"),
]


@pytest.mark.parametrize(("name", "text"), MARKED)
def test_a_text_without_its_mark_is_found(name, text):
    source = (ROOT / name).read_text()
    mark = re.search(MARK % ((re.escape(text),) * 2), source)
    assert mark, "the text is marked"
    plain = source[: mark.start()] + (mark[1] or mark[2]) + source[mark.end() :]
    line = source[: mark.start()].count("\n") + 1

    assert unmarked_in(name, source) == []
    assert [(found.line, found.text) for found in unmarked_in(name, plain)] == [(line, text)]


@pytest.mark.parametrize(("name", "source", "text"), FOUND)
def test_unmarked_texts_are_found(name, source, text):
    assert [found.text for found in unmarked_in(name, source)] == [text]


@pytest.mark.parametrize(("name", "source"), PASSED)
def test_marked_texts_and_code_are_not(name, source):
    assert unmarked_in(name, source) == []


def test_all_texts_of_the_project_can_be_translated():
    found = [f"{name}:{one.line}: {one.text}" for name, one in [*unmarked(ROOT), *unlabelled(ROOT)]]

    assert not found, "\n".join(found)


def test_a_label_that_is_missing_is_found_where_its_field_is(monkeypatch):
    monkeypatch.setattr(NameForm.base_fields["username"], "label", None)
    monkeypatch.setattr(Thread._meta.get_field("tags"), "_verbose_name", None)
    found = {one.text: (name, one.line) for name, one in unlabelled(ROOT)}

    assert set(found) == {"username of NameForm has no label", "tags of Thread has no verbose_name"}
    for text, (name, line) in found.items():
        field = text.partition(" ")[0]
        assert f"    {field} = " in (ROOT / name).read_text().split("\n")[line - 1]


# -- a language --------------------------------------------------------------------------------

GERMAN = {
    "Tags": "Schlagwörter",
    "Sign in first.": "Melde dich zuerst an.",
    "Copied.": "Kopiert.",
    "Too many requests. Try again in %(count)s second.": (
        "Zu viele Anfragen. Versuche es in %(count)s Sekunde wieder.",
        "Zu viele Anfragen. Versuche es in %(count)s Sekunden wieder.",
    ),
}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """A German catalogue of the project's texts, as it is created."""
    folder = tmp_path_factory.mktemp("locale")
    with override_settings(LOCALE_PATHS=[folder]):
        catalogues.update(ROOT, "de")
    return folder


@pytest.fixture
def untranslated(extracted, settings, tmp_path):
    settings.LOCALE_PATHS = [shutil.copytree(extracted, tmp_path / "locale")]
    return sorted(tmp_path.glob("locale/de/LC_MESSAGES/*.po"))


@pytest.fixture
def german(untranslated):
    """The same with a few texts translated."""
    for path in untranslated:
        fill(path, GERMAN)
    assert catalogues.compile_all() == [path.with_suffix(".mo") for path in untranslated]
    trans_real._translations.pop("de", None)
    yield untranslated
    trans_real._translations.pop("de", None)


def fill(path: Path, texts: dict[str, object]) -> None:
    catalogue = catalogues.read(path)
    for message in catalogue:
        if (first := _ids(message)[0]) in texts:
            message.string = texts[first]
    catalogues.write(path, catalogue)


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.django_db
def test_a_page_an_error_and_a_script_come_in_german(german, client):
    page = client.get("/tags/", headers={"Accept-Language": "de"}).content.decode()
    with translation.override("de"):
        errors = [str(NotSignedIn()), str(TooMany(retry_after=1)), str(TooMany(retry_after=9))]
    address = page.partition('<script src="')[2].partition('"')[0]
    script = client.get(address)

    assert '<html lang="de"' in page
    assert "<h1>Schlagwörter</h1>" in page
    assert errors == [
        "Melde dich zuerst an.",
        "Zu viele Anfragen. Versuche es in 1 Sekunde wieder.",
        "Zu viele Anfragen. Versuche es in 9 Sekunden wieder.",
    ]
    assert '"Copied.": "Kopiert."' in script.content.decode()


@pytest.mark.parametrize("locale", ["de", "fr", "ja", "ru", "ar"])
def test_texts_as_they_are_have_no_errors_in_any_language(settings, tmp_path, locale):
    settings.LOCALE_PATHS = [tmp_path]
    for domain in ("django", "djangojs"):
        catalogue = Catalog(locale=locale, domain=domain)
        for message in catalogues.texts_of(domain, ROOT):
            text = message.id
            if isinstance(text, tuple):
                message.string = (text[1],) * catalogue.num_plurals
            else:
                message.string = text
            catalogue[text] = message
        catalogues.write(tmp_path / locale / "LC_MESSAGES" / f"{domain}.po", catalogue)

    assert not [*catalogues.faults()]


def test_a_catalogue_keeps_its_translations_when_texts_change(german):
    path = german[0]
    before = path.read_bytes()
    catalogues.update(ROOT)

    assert path.read_bytes() == before
    assert catalogues.progress(path)[0] >= 3
    assert b"#: templates/forum/tags.html\n" in before
    assert b'#. Translators: "Trust level 2, Member"' in before


def test_a_text_that_comes_back_has_its_translation_again(german, monkeypatch):
    path = german[1]
    before = path.read_bytes()
    now = catalogues.texts_of("djangojs", ROOT)
    now.delete("Copied.")
    with monkeypatch.context() as patch:
        patch.setattr(catalogues, "texts_of", lambda *_: now)
        catalogues.update(ROOT)
    without = catalogues.read(path)
    catalogues.update(ROOT)

    assert "Copied." not in without
    assert not any(message.fuzzy for message in without if message.id)
    assert path.read_bytes() == before


def test_only_stale_catalogues_are_compiled(german):
    pages, texts = german

    assert catalogues.compile_all(only_stale=True) == []
    pages.touch()
    assert catalogues.compile_all(only_stale=True) == [pages.with_suffix(".mo")]
    texts.with_suffix(".mo").unlink()
    assert catalogues.compile_all(only_stale=True) == [texts.with_suffix(".mo")]


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("%(count)s replies", "%(anzahl)s Antworten", "unknown named placeholder"),
        ("{name} replied", "{nom} antwortet", "values that the text does not have ({nom})"),
        ("Reply", "<script>", "HTML that the text does not have (<script>)"),
        ("<a href='x'>It</a>", "<a href='x'>Es", "HTML of the text that are missing (</a>)"),
        ("<a href='x'>It</a>", "<a href='y'>Es</a>", "not have (<a href='y'>)"),
        ("%(name)s replied", "Antwort", "values of the text that are missing (%(name))"),
        ("Reply", "Antworten ", "it begins or ends with a blank"),
        ("%(name)s wrote", "100 % %(name)s schrieb", "values cannot be filled in"),
        ("%(name)s wrote", "%(name)s 100%", "values cannot be filled in"),
        ("%(name)s wrote", "%(name)s und %( name )s", "values cannot be filled in"),
        ("Reply", "Antworten (%(name)s)", "values that the text does not have (%(name))"),
        ("Reply", r"Die \"Antwort\"", "would end an attribute"),
        ("<b>One</b>", "<b onclick='a'>Eins</b>", "HTML that the text does not have"),
    ],
)
def test_an_error_in_a_catalogue_is_found(settings, tmp_path, text, said, why):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    flag = "#, python-format\n" if "%" in text else ""
    (folder / "django.po").write_text(f'{flag}msgid "{text}"\nmsgstr "{said}"\n')

    assert why in next(catalogues.faults())


FRENCH = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('msgid "One"\nmsgid_plural "Many"\nmsgstr[0] ""\nmsgstr[1] "Viele"', "are missing"),
        ('msgid "One"\nmsgid_plural "Many"\nmsgstr[0] ""\nmsgstr[1] ""', None),
        ('msgid "Half"\nmsgstr "50 % und 100%"', None),
        ('msgid "<b>One</b>"\nmsgstr "<B>Eins</B>"', None),
        ('msgid "%(n)s of"\nmsgid_plural "%(n)s o"\nmsgstr[0] "Eins"\nmsgstr[1] "%(n)s"', None),
        ('msgid "%(n)s of"\nmsgid_plural "%(n)s o"\nmsgstr[0] "%(n)s"\nmsgstr[1] "V"', "missing"),
        (FRENCH + 'msgid "1"\nmsgid_plural "%(n)s"\nmsgstr[0] "1"\nmsgstr[1] "%(n)s"', "missing"),
        ('#, fuzzy\nmsgid "<b>One</b>"\nmsgstr "Eins "', None),
        ("msgid \"<b title='One'>1</b>\"\nmsgstr \"<b title='Eins'>1</b>\"", None),
        ('msgid "One"\nmsgid_plural "%(n)s of us"\nmsgstr[0] "Eins"\nmsgstr[1] "%(n)s"', None),
    ],
)
def test_half_a_translation_is_found_and_none_is_no_error(settings, tmp_path, text, why):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(f"{text}\n")

    found = [*catalogues.faults()]
    assert (why in found[0]) if why else not found


def test_a_catalogue_that_cannot_be_read_is_found_and_stops_no_start(settings, tmp_path, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Reply\nmsgstr')

    assert "django.po" in next(catalogues.faults())
    compile_catalogues()
    assert "Could not compile" in capsys.readouterr().err


HEADER = 'msgid ""\nmsgstr "Plural-Forms: {}\\n"\n\nmsgid "Reply"\nmsgstr "Antworten"\n'


@pytest.mark.parametrize(
    "rule", ["nplurals=2; plural=(n != 1", "nplurals=2; plural=n;", "nplurals=2; plural=1 % n;"]
)
def test_a_rule_of_plurals_that_django_cannot_use_is_found(settings, tmp_path, rule):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEADER.format(rule))

    assert "Plural-Forms" in next(catalogues.faults())
    with pytest.raises(ValueError, match="Plural-Forms"):
        catalogues.compile_all()
    assert not (folder / "django.mo").exists()


def test_a_broken_catalogue_does_not_keep_others_from_being_compiled(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    german = HEADER.format("nplurals=2; plural=(n != 1);")
    for language, source in [("da", "msgid"), ("de", german)]:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(source)

    with pytest.raises(ValueError, match="da/LC_MESSAGES"):
        catalogues.compile_all()
    assert (tmp_path / "de/LC_MESSAGES/django.mo").exists()


OLDER = pytest.mark.skipif(sys.version_info >= (3, 12), reason="f-strings are looked into")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param(MODULE, "def f():\n    return f\"<b>{gettext('Words')}</b>\"", marks=OLDER),
        (SCRIPT, "a = b.replace(/[/'\"]/, c); d(gettext('Words'));"),
    ],
)
def test_a_marked_text_that_is_not_extracted_is_found(name, source):
    assert [(found.text, found.why[:28]) for found in unmarked_in(name, source)] == [
        ("Words", "is marked, but not extracted")
    ]


def test_texts_of_a_template_are_extracted_whatever_they_have():
    found = catalogues.texts_in(TEMPLATE, '{{ x|default:_("None|all") }} {% translate "A" %}')

    assert [text for _line, text, *_ in found] == ["None|all", "A"]
    assert "cannot be extracted" in unmarked_in(TEMPLATE, '{{ x|default:_("""A)|b }}')[0].why


def test_a_catalogue_without_translations_is_not_used(untranslated):
    assert len(untranslated) == 2
    assert catalogues.compile_all() == []


def test_a_catalogue_is_made_for_languages_that_the_site_has(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(CommandError, match="LANGUAGES has no tlh"):
        call_command("makemessages", locale="tlh")
