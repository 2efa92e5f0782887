"""Output of sessions in REST."""

from rest_framework import serializers


class SessionOut(serializers.Serializer):
    id = serializers.IntegerField()
    browser = serializers.CharField()
    address = serializers.CharField()
    signed_in_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()
