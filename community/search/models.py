"""The documents that are searched, and what is still to be done for them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now, Repeat
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience


class Document(models.Model):
    """One thing that can be found: a copy of what its source says of it.

    Documents of one group are one result, as the posts of a thread. What is copied here decides
    which documents match; who may see them, and what is shown of them, is asked of the source each
    time.
    """

    source = models.CharField(_("source"), max_length=40)  # "discussions.post"
    object_id = models.BigIntegerField(_("object ID"))
    kind = models.CharField(_("kind"), max_length=40)  # "forum.topic"
    group_id = models.BigIntegerField(_("group"))  # of its source
    number = models.PositiveIntegerField(_("number in the group"), default=1)  # 1 opens it
    container_id = models.BigIntegerField(_("container"), null=True, blank=True)
    # A copy: it may outlive the audience for a moment.
    audience = models.ForeignKey(
        Audience, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("audience"),
    )  # fmt: skip
    author_id = models.BigIntegerField(_("author"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    title_key = models.BigIntegerField(default=0)  # number_of the folded title
    body = models.TextField(_("body"), blank=True)  # plain text
    tags = ArrayField(models.BigIntegerField(), verbose_name=_("tags"), default=list)
    states = ArrayField(models.CharField(max_length=20), verbose_name=_("states"), default=list)
    language = models.CharField(_("language"), max_length=16, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)  # of what it copies
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    indexed_at = models.DateTimeField(_("indexed at"), db_default=Now())
    # PostgreSQL moves texts and lexemes out of a row only if it has 2 kB, whatever
    # toast_tuple_target says. These blanks are compressed to 35 bytes; without them a heap of a
    # million posts has 1,018 MB and is read for whatever matches, with them 258 MB.
    padding = models.TextField(db_default=Repeat(Value(" "), Value(2048)), editable=False)
    lexemes = SearchVectorField()  # words with weights, and all that operators ask for

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["source", "object_id"], name="search_document_once"),
        ]
        indexes = [
            GinIndex(fields=["lexemes"], name="search_document_lexemes"),
            models.Index(fields=["-created_at", "-id"], name="search_document_newest"),
            # What opens a discussion, the newest first, and by its group: of these are vectors.
            models.Index(
                fields=["id"], condition=Q(number=1) & ~Q(title=""), name="search_document_opening"
            ),
            models.Index(
                fields=["group_id", "kind"],
                condition=Q(number=1) & ~Q(title=""),
                name="search_document_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.object_id}"  # the title may be private


class Vector(models.Model):
    """What an opening document is about, as one backend of `community.ai` puts it in numbers, and
    which others are nearest. A copy: it may outlive its document for a moment."""

    document = models.OneToOneField(
        Document, models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+",
        verbose_name=_("document"),
    )  # fmt: skip
    backend = models.CharField(_("backend"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    document_version = models.PositiveIntegerField(_("version of the document"))
    values = models.BinaryField(editable=False)  # 32-bit floats, little-endian
    # The nearest first, of those with a vector of the same backend and version.
    nearest = ArrayField(
        models.BigIntegerField(), verbose_name=_("nearest documents"), default=list
    )
    similarities = ArrayField(models.FloatField(), verbose_name=_("similarities"), default=list)
    # The first so many of them are about the same, as the backend's threshold says.
    related_count = models.PositiveSmallIntegerField(_("related documents"), default=0)
    computed_at = models.DateTimeField(_("computed at"), db_default=Now())

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        indexes = [models.Index(fields=["computed_at"], name="search_vector_computed")]

    def __str__(self) -> str:
        return str(self.document_id)


class Outdated(models.Model):
    """Documents that are to be indexed again by a job: those of one group, or of all that has one
    lexeme (a container, a tag). `done_id` is how far it has come."""

    source = models.CharField(_("source"), max_length=40)
    group_id = models.BigIntegerField(_("group"), null=True, blank=True)
    lexeme = models.CharField(_("lexeme"), max_length=80, blank=True)
    done_id = models.BigIntegerField(_("done up to ID"), default=0)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("outdated documents")
        verbose_name_plural = _("outdated documents")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "group_id", "lexeme"],
                nulls_distinct=False,
                name="search_outdated_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="search_outdated_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.group_id or self.lexeme}"


class Rebuild(models.Model):
    """How far a rebuild of a source has come, so that one that was stopped goes on from there."""

    source = models.CharField(max_length=40, unique=True)
    done_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.source


class Unsent(models.Model):
    """A document that Elasticsearch is still to be sent, or told to delete."""

    document_id = models.BigIntegerField(primary_key=True)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.document_id)


class Word(models.Model):
    """A word of public documents, to be proposed for one that is spelt otherwise.

    `variants` are the word with one letter left out at each place, and the word itself.
    """

    word = models.CharField(max_length=40, primary_key=True)
    documents_count = models.PositiveIntegerField(default=0)
    variants = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        indexes = [GinIndex(fields=["variants"], name="search_word_variants")]

    def __str__(self) -> str:
        return self.word


class SearchCount(models.Model):
    """How often something was searched for on one day, and how often nothing was found. By whom is
    not kept."""

    day = models.DateField(_("day"))
    query = models.CharField(_("query"), max_length=100)  # folded
    searches_count = models.PositiveIntegerField(_("searches"), default=0)
    empty_count = models.PositiveIntegerField(_("searches without results"), default=0)

    class Meta:
        verbose_name = _("search count")
        verbose_name_plural = _("search counts")
        constraints = [
            models.UniqueConstraint(fields=["day", "query"], name="search_count_once"),
        ]

    def __str__(self) -> str:
        return self.query
