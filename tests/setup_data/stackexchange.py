"""The dump beside this file is our own writing; every oddity in it is one that real dumps have."""

import shutil
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from community.accounts.badges import ImportedBadge
from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.origins import Origin
from community.events.models import EventRecord
from forum.models import Tag, Topic

DUMP = Path(__file__).parent / "dump"
TOLD = "discussions.threads.imported"
UNUSED = [
    "Users.xml row 5: it has no Id",
    "Users.xml row 6: its CreationDate is no date: yesterday",
    "Users.xml row 9: there was a member 1 before",
    "Posts.xml row 6: it is a tag's wiki page, not a question or answer",
    "Posts.xml row 9: it has no CreationDate",
    "Posts.xml row 12: there was a post 11 before",
    "Posts.xml row 13: its Id is no number: twelve",
    "Posts.xml row 19: its Id is no number: 99999999999999999999",
    "Posts.xml row 20: it is of type 42, not a question or answer",
    "Posts.xml row 21: it is of no type, not a question or answer",
    "Comments.xml row 3: its post 99 is not there",
    "Comments.xml row 6: there was a comment 5 before",
    "Comments.xml row 7: it has no CreationDate",
    "Comments.xml row 9: its post 6 is not there",
    "Comments.xml row 10: it has no Id",
    "Votes.xml row 8: its post 99 is not there",
    "Votes.xml row 12: its post 6 is not there",
    "Votes.xml row 13: its Id is no number: x",
    "Votes.xml row 15: there was a vote 6 before",
    "Votes.xml row 16: there was a vote 4 before",
    "Posts.xml row 5: its question 99 is not in the dump",
    "Comments.xml row 8: its post 5 cannot be used",
    "Comments.xml row 4: there is no text in it",
    "Posts.xml row 4: there is no text in it",
    "Comments.xml row 5: the post that it answers cannot be used",
    "Posts.xml row 7: it has no title",
    "Posts.xml row 8: its topic cannot be used",
    "Badges.xml row 5: there is no Class 9",
    "Badges.xml row 6: it has no Name",
    "Badges.xml row 4: there is no member 77",
    "Badges.xml row 7: there was a badge 1 before",
]


def imported(folder=DUMP, **options):
    """Run the command; return its lines on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("import_stackexchange", str(folder), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def copied(tmp_path):
    folder = tmp_path / "dump"
    shutil.copytree(DUMP, folder)
    return folder


def thread_of(question, site="dump"):
    origin = Origin.objects.get(site=site, kind="question", key=question)
    return Thread.objects.get(pk=origin.object_id)


def post_of(answer):
    return Post.objects.get(pk=Origin.objects.get(site="dump", kind="answer", key=answer).object_id)


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Topic, Post, Origin, Tag, ImportedBadge, EventRecord)
    ]
