"""The dump beside this file is our own writing; every oddity in it is one that real dumps have."""

import shutil
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from community.accounts.models import ImportedBadge, User
from community.discussions.models import Post, Tag, Thread
from community.discussions.models.external_ids import ExternalId
from community.events.models import EventRecord
from forum.models import Topic

DUMP = Path(__file__).parent / "dump"
TOLD = "discussions.threads.imported"
UNUSED = [
    "Users.xml row 5: Id is missing",
    "Users.xml row 6: CreationDate is not a date: yesterday",
    "Users.xml row 9: duplicate member 1",
    "Posts.xml row 6: not a question or answer but a tag's wiki page",
    "Posts.xml row 9: CreationDate is missing",
    "Posts.xml row 12: duplicate post 11",
    "Posts.xml row 13: Id is not a number: twelve",
    "Posts.xml row 19: Id is not a number: 99999999999999999999",
    "Posts.xml row 20: not a question or answer but type 42",
    "Posts.xml row 21: not a question or answer but without a type",
    "Comments.xml row 3: post 99 does not exist",
    "Comments.xml row 6: duplicate comment 5",
    "Comments.xml row 7: CreationDate is missing",
    "Comments.xml row 9: post 6 does not exist",
    "Comments.xml row 10: Id is missing",
    "Votes.xml row 8: post 99 does not exist",
    "Votes.xml row 12: post 6 does not exist",
    "Votes.xml row 13: Id is not a number: x",
    "Votes.xml row 15: duplicate vote 6",
    "Votes.xml row 16: duplicate vote 4",
    "Posts.xml row 5: question 99 is not in the dump",
    "Comments.xml row 8: post 5 was skipped",
    "Comments.xml row 4: no text",
    "Posts.xml row 4: no text",
    "Comments.xml row 5: the post that it replies to was skipped",
    "Posts.xml row 7: no title",
    "Posts.xml row 8: its topic was skipped",
    "Badges.xml row 5: unknown Class 9",
    "Badges.xml row 6: Name is missing",
    "Badges.xml row 4: member 77 does not exist",
    "Badges.xml row 7: duplicate badge 1",
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
    origin = ExternalId.objects.get(site=site, kind="question", key=question)
    return Thread.objects.get(pk=origin.object_id)


def post_of(answer):
    return Post.objects.get(
        pk=ExternalId.objects.get(site="dump", kind="answer", key=answer).object_id
    )


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Topic, Post, ExternalId, Tag, ImportedBadge, EventRecord)
    ]
