"""Members, groups and audiences, what stands beside a member's name, tokens, and apps."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now
from oauth2_provider.generators import generate_client_id
from oauth2_provider.models import TokenChecksumField

from community.accounts.models import plain_name
from community.kernel.followed import NOTE, follow


# What a member says of themselves is stored in another table, and moves the member's row, too. A
# new profile does not: whoever writes the first one sets `updated_at` itself.
PROFILE = """
    CREATE FUNCTION note_profile() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        UPDATE accounts_user SET updated_at = statement_timestamp() WHERE id = NEW.member_id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER accounts_profile_followed AFTER UPDATE OF html, location, links
    ON accounts_profile FOR EACH ROW
    WHEN ((OLD.location, OLD.links, OLD.html) IS DISTINCT FROM (NEW.location, NEW.links, NEW.html))
    EXECUTE FUNCTION note_profile()
"""
NO_PROFILE = """
    DROP TRIGGER accounts_profile_followed ON accounts_profile;
    DROP FUNCTION note_profile
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("username", models.CharField(max_length=60, validators=[plain_name])),
                ("folded_username", models.CharField(editable=False, max_length=200, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("is_superuser", models.BooleanField(default=False)),
                ("is_moderator", models.BooleanField(default=False)),
                ("is_machine", models.BooleanField(default=False)),
                ("is_bot", models.BooleanField(db_default=False, default=False)),
                ("date_joined", models.DateTimeField(db_default=Now())),
                (
                    "trust_level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "new"),
                            (1, "basic"),
                            (2, "member"),
                            (3, "regular"),
                            (4, "leader"),
                        ],
                        default=0,
                    ),
                ),
                ("silenced_until", models.DateTimeField(blank=True, null=True)),
                ("suspended_until", models.DateTimeField(blank=True, null=True)),
                ("session_epoch", models.PositiveIntegerField(default=0)),
                ("reputation", models.IntegerField(db_default=0, default=0)),
                ("title", models.CharField(blank=True, max_length=60)),
                ("avatar", models.CharField(blank=True, max_length=60)),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[("", "Follow the device"), ("light", "Light"), ("dark", "Dark")],
                        db_default="",
                        default="",
                        max_length=5,
                    ),
                ),
                (
                    "density",
                    models.CharField(
                        blank=True,
                        choices=[("compact", "Compact"), ("", "Cosy"), ("roomy", "Roomy")],
                        db_default="",
                        default="",
                        max_length=7,
                    ),
                ),
                ("time_zone", models.CharField(blank=True, db_default="", max_length=40)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(is_active=True, is_machine=False),
                        fields=["-reputation", "-id"],
                        name="accounts_user_by_reputation",
                    ),
                    models.Index(fields=["updated_at", "id"], name="accounts_user_updated"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(trust_level__range=(0, 4)), name="accounts_user_trust_level"
                    ),
                    models.CheckConstraint(
                        condition=~Q(username__regex=r"^\s*$"), name="accounts_user_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("name", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "chosen by hand"),
                            ("members", "all members"),
                            ("trust_1", "trust level 1 and above"),
                            ("trust_2", "trust level 2 and above"),
                            ("trust_3", "trust level 3 and above"),
                            ("trust_4", "trust level 4"),
                            ("moderators", "moderators"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True, related_name="groups", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(name__regex=r"^\s*$"), name="accounts_group_named"
                    ),
                    models.UniqueConstraint(
                        condition=~Q(rule=""), fields=("rule",), name="accounts_group_one_a_rule"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public", "Public"),
                            ("shared", "Shared"),
                            ("personal", "Personal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True, related_name="audiences", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="audiences", to="accounts.group"
                    ),
                ),
                (
                    "never",
                    models.ManyToManyField(blank=True, related_name="+", to="accounts.group"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(id=0, kind="public") | ~Q(kind="public") & ~Q(id=0),
                        name="accounts_audience_one_public",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Attempts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("window", models.BigIntegerField()),
                ("seconds", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField(default=1)),
                ("started_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "verbose_name_plural": "attempts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "seconds", "window"), name="accounts_attempts_counted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("html_version", models.PositiveSmallIntegerField(default=0)),
                ("location", models.CharField(blank=True, max_length=100)),
                (
                    "links",
                    ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                ("is_indexed", models.BooleanField(default=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_to", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(links__len__lte=5), name="accounts_profile_few_links"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        choices=[
                            ("guidelines", "Guidelines"),
                            ("conduct", "Code of conduct"),
                            ("privacy", "Privacy"),
                            ("about", "About"),
                        ],
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(max_length=60)),
                ("source", models.TextField()),
                ("html", models.TextField()),
                ("html_version", models.PositiveSmallIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(title__regex=r"^\s*$"), name="accounts_page_titled"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "inviter",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("secret", models.CharField(max_length=64, unique=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to="accounts.group",
                    ),
                ),
                ("uses", models.PositiveIntegerField(default=0)),
                ("max_uses", models.PositiveIntegerField(default=1)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["inviter", "-id"], name="accounts_invitation_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(uses__lte=models.F("max_uses")), name="accounts_invitation_uses"
                    ),
                    models.CheckConstraint(
                        condition=Q(email="") | Q(max_uses=1), name="accounts_invitation_mail_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedBadge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("site", models.CharField(max_length=100)),
                ("key", models.BigIntegerField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="imported_badges",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "gold"), (2, "silver"), (3, "bronze")]
                    ),
                ),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "key"), name="accounts_importedbadge_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(level__range=(1, 3)), name="accounts_importedbadge_level"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("secret", models.CharField(max_length=64, unique=True)),
                ("last_four", models.CharField(max_length=4)),
                ("scopes", ArrayField(base_field=models.CharField(max_length=40), size=None)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["member", "-id"], name="accounts_token_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(name__regex=r"^\s*$"), name="accounts_token_named"
                    ),
                    models.CheckConstraint(
                        condition=Q(scopes__len__gt=0), name="accounts_token_has_a_scope"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("caller", models.CharField(db_default="", max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(db_default=0)),
                ("headers", models.JSONField(db_default={}, default=dict)),
                ("body", models.BinaryField(db_default=b"")),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="accounts_sending_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "caller", "key"), name="accounts_sending_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="App",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "client_id",
                    models.CharField(
                        db_index=True,
                        default=generate_client_id,
                        max_length=255,
                        unique=True,
                        verbose_name="client ID",
                    ),
                ),
                (
                    "client_type",
                    models.CharField(
                        choices=[("confidential", "Confidential"), ("public", "Public")],
                        max_length=32,
                        verbose_name="client type",
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="apps", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("website", models.CharField(blank=True, max_length=200)),
                ("redirect_uris", models.TextField()),
                ("client_secret", models.CharField(blank=True, max_length=64)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(name__regex=r"^\s*$"), name="accounts_app_named"
                    ),
                    models.CheckConstraint(
                        condition=Q(client_secret="", client_type="public")
                        | Q(client_secret__regex="^[0-9a-f]{64}$", client_type="confidential"),
                        name="accounts_app_secret_hashed",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="AppAuthorization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "app",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="authorizations",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="app_authorizations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("scope", models.TextField()),
                ("allowed_at", models.DateTimeField(db_default=Now())),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "app"), name="accounts_appauthorization_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="AppCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="application",
                    ),
                ),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("redirect_uri", models.TextField(verbose_name="redirect URI")),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "code_challenge",
                    models.CharField(
                        blank=True, default="", max_length=128, verbose_name="code challenge"
                    ),
                ),
                (
                    "code_challenge_method",
                    models.CharField(
                        blank=True,
                        choices=[("plain", "plain"), ("S256", "S256")],
                        default="",
                        max_length=10,
                        verbose_name="code challenge method",
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
                (
                    "authorization",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="codes",
                        to="accounts.appauthorization",
                    ),
                ),
                ("family", models.UUIDField(default=uuid4)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["expires"], name="accounts_appcode_expires")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(code__regex="^[0-9a-f]{64}$"), name="accounts_appcode_hashed"
                    ),
                    models.CheckConstraint(
                        condition=Q(code_challenge_method="S256") & ~Q(code_challenge=""),
                        name="accounts_appcode_challenged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "token_checksum",
                    TokenChecksumField(
                        db_index=True, max_length=64, unique=True, verbose_name="token checksum"
                    ),
                ),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="tokens",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="app_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authorization",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="tokens",
                        to="accounts.appauthorization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires"], name="accounts_apptoken_expires")]
            },
        ),
        migrations.CreateModel(
            name="AppRefreshToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "token_checksum",
                    TokenChecksumField(max_length=64, verbose_name="token checksum"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="application",
                    ),
                ),
                (
                    "access_token",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="refresh_token",
                        to=settings.OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL,
                        verbose_name="access token",
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("revoked", models.DateTimeField(null=True, verbose_name="revoked")),
                (
                    "authorization",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="refresh_tokens",
                        to="accounts.appauthorization",
                    ),
                ),
                ("token_family", models.UUIDField()),
                ("scope", models.TextField()),
                (
                    "came_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["token_family"], name="accounts_apprefresh_family"),
                    models.Index(fields=["created"], name="accounts_apprefresh_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("token_checksum",), name="accounts_apprefreshtoken_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(revoked=None),
                        fields=("token_family",),
                        name="accounts_apprefreshtoken_one_live",
                    ),
                ],
            },
        ),
        # `updated_at`, which the database keeps itself.
        migrations.RunSQL(NOTE, "DROP FUNCTION note_update"),
        follow(
            "accounts_user",
            ["username", "avatar", "title", "trust_level", "reputation", "is_active", "is_machine"],
        ),
        migrations.RunSQL(PROFILE, NO_PROFILE),
        follow("accounts_group", ["name", "slug", "rule"]),
    ]
