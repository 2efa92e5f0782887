from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from community.accounts.http import MemberApiRequest
from community.discussions import actions
from community.discussions.history import history_of, revisions_of
from community.discussions.marks.api import ThreadMarks
from community.discussions.mentions import mentions_of
from community.discussions.models import Like, Post, Revision, Thread
from community.discussions.reading import Mention
from community.kernel.rest import ByNumber, NewestFirst

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The ETag that was read."
)


class ReplyIn(serializers.Serializer):
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=Post.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args: Any, thread: Thread | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if thread:
            self.fields["parent"].queryset = thread.posts.live()  # type: ignore[attr-defined]


class EditIn(serializers.Serializer):
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True)


class LikeIn(serializers.Serializer):
    reaction = serializers.ChoiceField(Like.Reaction.choices, default=Like.Reaction.THANKS)


class ReactionOut(serializers.ModelSerializer):
    member = serializers.CharField(source="member.username")

    class Meta:
        model = Like
        fields = ["member", "reaction", "created_at"]
        read_only_fields = fields


class PostOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    reactions = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Post
        fields = [
            "id", "thread", "number", "parent", "author", "source", "html", "version",
            "replies_count", "likes_count", "imported_score", "reactions", "created_at",
            "edited_at", "updated_at", "deleted_at", "imported_url", "imported_licence",
        ]  # fmt: skip
        read_only_fields = fields


class MentionOut(serializers.ModelSerializer):
    post = PostOut()

    class Meta:
        model = Mention
        fields = ["id", "post", "created_at"]
        read_only_fields = fields


class MyMentions(ListAPIView):
    """The posts that call the caller by name, the latest first."""

    permission_classes = [permissions.IsAuthenticated]
    serializer_class = MentionOut
    pagination_class = NewestFirst
    queryset = Mention.objects.none()

    request: MemberApiRequest

    def get_queryset(self):
        return mentions_of(self.request.user)


class PieceOut(serializers.Serializer):
    op = serializers.ChoiceField(choices=["keep", "insert", "delete"])
    text = serializers.CharField()


class ChangeOut(serializers.Serializer):
    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class RevisionOut(serializers.Serializer):
    """A version before an edit, and what the edit made of it."""

    number = serializers.IntegerField(source="revision.number")
    editor = serializers.CharField(source="revision.editor.username")
    source = serializers.CharField(source="revision.source")  # type: ignore[assignment]
    reason = serializers.CharField(source="revision.reason")
    created_at = serializers.DateTimeField(source="revision.created_at")
    hidden_at = serializers.DateTimeField(source="revision.hidden_at", allow_null=True)
    pieces = PieceOut(many=True)
    changes = ChangeOut(source="facts", many=True)


class RevisionsIn(serializers.Serializer):
    before = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class ThreadOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    last_author = serializers.CharField(source="last_author.username")

    class Meta:
        model = Thread
        fields = [
            "id", "kind", "title", "author", "last_author", "posts_count", "likes_count",
            "views_count", "created_at", "bumped_at", "updated_at", "deleted_at", "closed_at",
            "archived_at", "pinned_at", "pinned_until", "is_pinned_everywhere", "solved_at",
        ]  # fmt: skip
        read_only_fields = fields


class PinIn(serializers.Serializer):
    everywhere = serializers.BooleanField(required=False, default=False)
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ThreadViewSet(ThreadMarks, viewsets.ReadOnlyModelViewSet):
    """Anything discussable: topics and whatever else has replies."""

    queryset = Thread.objects.none()
    serializer_class = ThreadOut

    def get_queryset(self):
        visible = Thread.objects.visible_to(self.request.user).order_by("pk")
        shown = self.action in {"list", "retrieve"}
        return visible.select_related("author", "last_author") if shown else visible

    @extend_schema(responses=PostOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=ByNumber)
    def posts(self, request: Request, pk: str) -> Response:
        """The thread's posts that the caller may see, in the order in which they were written."""
        visible = Post.objects.visible_to(request.user).filter(thread=self.get_object())
        page = self.paginate_queryset(visible.select_related("author"))
        return self.get_paginated_response(PostOut(page, many=True).data)

    @extend_schema(request=ReplyIn, responses={201: PostOut})
    @posts.mapping.post
    def reply(self, request: MemberApiRequest, pk: str) -> Response:
        thread = self.get_object()
        reply = ReplyIn(data=request.data, thread=thread)
        reply.is_valid(raise_exception=True)
        post = actions.reply_to_thread(thread=thread, by=request.user, **reply.validated_data)
        return Response(PostOut(post).data, status=201, headers=_etag(post))

    @extend_schema(responses={204: None})
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        actions.delete_thread(thread=self.get_object(), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=ThreadOut)
    @action(detail=True, methods=["put"])
    def recovery(self, request: MemberApiRequest, pk: str) -> Response:
        """Bring a deleted thread back."""
        return self._changed(request, actions.restore_thread)

    @extend_schema(request=None, responses=ThreadOut)
    @action(detail=True, methods=["put"])
    def closure(self, request: MemberApiRequest, pk: str) -> Response:
        """Close it: nobody but moderators replies any more."""
        return self._changed(request, actions.close_thread)

    @extend_schema(request=None, responses=ThreadOut)
    @closure.mapping.delete
    def reopening(self, request: MemberApiRequest, pk: str) -> Response:
        return self._changed(request, actions.reopen_thread)

    @extend_schema(request=None, responses=ThreadOut)
    @action(detail=True, methods=["put"])
    def archival(self, request: MemberApiRequest, pk: str) -> Response:
        """Archive it: nothing in it changes any more."""
        return self._changed(request, actions.archive_thread)

    @extend_schema(request=None, responses=ThreadOut)
    @archival.mapping.delete
    def unarchival(self, request: MemberApiRequest, pk: str) -> Response:
        return self._changed(request, actions.unarchive_thread)

    @extend_schema(request=PinIn, responses=ThreadOut)
    @action(detail=True, methods=["put"])
    def pin(self, request: MemberApiRequest, pk: str) -> Response:
        """Pin it in its container's list or in every list, until a moment or for good."""
        how = PinIn(data=request.data)
        how.is_valid(raise_exception=True)
        return self._changed(request, actions.pin_thread, **how.validated_data)

    @extend_schema(request=None, responses=ThreadOut)
    @pin.mapping.delete
    def unpinning(self, request: MemberApiRequest, pk: str) -> Response:
        return self._changed(request, actions.unpin_thread)

    def _changed(
        self, request: MemberApiRequest, act: Callable[..., object], **how: object
    ) -> Response:
        act(thread=self.get_object(), by=request.user, **how)
        return Response(ThreadOut(self.get_object()).data)


class PostViewSet(viewsets.GenericViewSet):
    """Posts: read, edit, delete and bring back, like."""

    queryset = Post.objects.none()
    serializer_class = PostOut

    def get_queryset(self):
        visible = Post.objects.visible_to(self.request.user)
        return visible.select_related("author", "thread")

    def retrieve(self, request: Request, pk: str) -> Response:
        post = self.get_object()
        return Response(PostOut(post).data, headers=_etag(post))

    @extend_schema(request=EditIn, responses=PostOut, parameters=[IF_MATCH])
    def partial_update(self, request: MemberApiRequest, pk: str) -> Response:
        """Change what a post says. With If-Match, 412 if somebody else was faster."""
        edit = EditIn(data=request.data)
        edit.is_valid(raise_exception=True)
        post = actions.edit_post(
            post=self.get_object(), by=request.user, version=seen(request), **edit.validated_data
        )
        return Response(PostOut(post).data, headers=_etag(post))

    @extend_schema(responses={204: None})
    def destroy(self, request: MemberApiRequest, pk: str) -> Response:
        actions.delete_post(post=self.get_object(), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=PostOut)
    @action(detail=True, methods=["put"])
    def recovery(self, request: MemberApiRequest, pk: str) -> Response:
        """Bring a deleted post back."""
        return Response(PostOut(actions.restore_post(post=self.get_object(), by=request.user)).data)

    @extend_schema(request=LikeIn, responses={204: None})
    @action(detail=True, methods=["put"])
    def like(self, request: MemberApiRequest, pk: str) -> Response:
        """Like a post under one of the reactions; another one takes the place of the first."""
        chosen = LikeIn(data=request.data)
        chosen.is_valid(raise_exception=True)
        actions.like_post(post=self.get_object(), by=request.user, **chosen.validated_data)
        return Response(status=204)

    @extend_schema(responses=ReactionOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=NewestFirst)
    def reactions(self, request: Request, pk: str) -> Response:
        """Who reacted, and how, the latest first."""
        page = self.paginate_queryset(self.get_object().likes.select_related("member"))
        return self.get_paginated_response(ReactionOut(page, many=True).data)

    @extend_schema(responses={204: None})
    @like.mapping.delete
    def unlike(self, request: MemberApiRequest, pk: str) -> Response:
        actions.unlike_post(post=self.get_object(), by=request.user)
        return Response(status=204)

    @extend_schema(parameters=[RevisionsIn], responses=RevisionOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def revisions(self, request: Request, pk: str) -> Response:
        """What the post said before, newest first, with what each edit changed: 20 at a time.

        The next page is asked for with the last one's number as `before`.
        """
        asked = RevisionsIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        steps = history_of(self.get_object(), request.user, **asked.validated_data).steps
        return Response(RevisionOut(steps, many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["put"], url_path=r"revisions/(?P<number>\d{1,9})/hiding")
    def hiding(self, request: MemberApiRequest, pk: str, number: str) -> Response:
        """Keep an earlier version for moderators only."""
        actions.hide_revision(revision=self._revision(request, number), by=request.user)
        return Response(status=204)

    @extend_schema(responses={204: None})
    @hiding.mapping.delete
    def showing(self, request: MemberApiRequest, pk: str, number: str) -> Response:
        actions.show_revision(revision=self._revision(request, number), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=PostOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["put"], url_path=r"revisions/(?P<number>\d{1,9})/restoration")
    def restoration(self, request: MemberApiRequest, pk: str, number: str) -> Response:
        """Make the post say again what it said in that version."""
        found = self._revision(request, number)
        post = actions.restore_version(revision=found, by=request.user, version=seen(request))
        return Response(PostOut(post).data, headers=_etag(post))

    def _revision(self, request: Request, number: str) -> Revision:
        return get_object_or_404(revisions_of(self.get_object(), request.user), number=number)


def _etag(post: Post) -> dict[str, str]:
    return {"ETag": f'"{post.version}"'}


def seen(request: Request) -> int | None:
    """The version in If-Match; one that is none of ours matches nothing."""
    match = request.headers.get("If-Match")
    if match is None or match == "*":
        return None
    number = match.strip('W/"')
    return int(number) if number.isdecimal() and len(number) < 10 else 0
