"""What the process is told from outside, and how the parts are wired. Every choice has a default.

With no DATABASE_URL and no REDIS_URL the addresses are those of the embedded servers that
`manage.py up` keeps running for the data folder, so a shell beside it reaches the same ones.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from community.kernel import lazy
from community.kernel.pseudo import LANGUAGES as PSEUDO
from community.kernel.schedule import SCHEDULE
from community.setup import embedded, files, preflight, providers
from community.setup.secrets import encryption_key, is_demonstration, secret_key

preflight.check_names(os.environ)
preflight.check_models(os.environ)
lazy.postpone()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data")).resolve()
SITE_NAME = os.environ.get("SITE_NAME", "Commons")
SITE_URL = os.environ.get("SITE_URL", "")

# -- who may talk to us -----------------------------------------------------------------------
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(DATA_DIR)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_FAILURE_VIEW = "community.kernel.http.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"  # bare buttons return to the page that they stood on
X_FRAME_OPTIONS = "DENY"

# How many of our own proxies add to X-Forwarded-For; rate limits are by client address.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
PORT = int(os.environ.get("PORT", "8000"))
HEARTBEAT_FILE = os.environ.get("HEARTBEAT_FILE", "")  # see kernel/heartbeat.py
# Processes for pages, and requests that each answers at once, with a database connection for each.
WEB_WORKERS = int(os.environ.get("WEB_WORKERS") or min(8, max(1, (os.cpu_count() or 1) // 2)))
WEB_THREADS = int(os.environ.get("WEB_THREADS", "8"))
# Where the web socket is, as the page sees it: a path on this origin behind a proxy, a port of
# this host otherwise.
LIVE_URL = os.environ.get("LIVE_URL", f":{PORT + 1}/live/")

# -- what is installed, top to bottom ---------------------------------------------------------
# Their operations, URLs, GraphQL queries and the rest are discovered, in this order: an app stands
# above those that it is built on.
LOCAL_APPS = [
    "community.setup",
    "experience.recognition",
    "forum",
    "feedback",
    "community.discussions",
    "community.moderation",
    "community.announcements",
    "community.notifications",
    "community.search",
    "community.widget",
    "community.live",
    "community.ai",
    "community.accounts",
    "community.events",
    "community.kernel",
]
THIRD_PARTY_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "community.kernel.apps.SocialAccountConfig",
    "allauth.usersessions",
    *providers.apps(os.environ),
    "channels",
    "corsheaders",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "rest_framework",
    "community.kernel.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "community.kernel.apps.StaticFilesConfig",
]
INSTALLED_APPS = [*LOCAL_APPS, *THIRD_PARTY_APPS]
MIDDLEWARE = [
    "community.kernel.requests.request_id",
    "community.kernel.requests.sane_request",
    "corsheaders.middleware.CorsMiddleware",  # around all that may answer a page elsewhere
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.kernel.compression.Compression",  # files are compressed when they are collected
    "community.kernel.http.content_policy",  # for pages: forty files need not repeat it
    "community.kernel.negotiation.language_of_request",  # visitors' pages are kept by language
    "community.live.pages.AnonymousPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "community.kernel.requests.WithSlash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.accounts.tokens.middleware.bearer",  # before all that asks who it is
    "community.accounts.people.preferences.own_preferences",
    "community.notifications.middleware.bell_comes_along",
    "community.accounts.tokens.throttling.counted",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "community.accounts.security.second_factor.required_of_staff",
    # Inside all that may refuse before the view.
    "community.accounts.idempotency.middleware.idempotency",
    "community.kernel.http.rule_violations",
]
ROOT_URLCONF = "community.urls"
WSGI_APPLICATION = "community.wsgi.application"
ASGI_APPLICATION = "community.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.live.pages.site",
                "community.announcements.active.announcements",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "community.kernel.templatetags.shown",
            ],
        },
    }
]


# Whose players and maps posts may show on demand: names of kernel/embeds.py, "peertube:host".
EMBEDS = [
    entry
    for entry in os.environ.get("EMBEDS", "youtube,vimeo,soundcloud,spotify,openstreetmap").split(
        ","
    )
    if entry
]


# -- where things are kept --------------------------------------------------------------------
def postgresql(url: str) -> dict[str, object]:
    """postgresql://user:secret@host:5432/name, or ?host=/folder for a unix socket."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Whoever waits longer for a row gives up: one slow change must not hold all the others.
        # Prepared statements are planned once for all values: see docs/decisions/0034.
        "OPTIONS": {
            "connect_timeout": 3,
            "options": "-c lock_timeout=5s -c plan_cache_mode=force_generic_plan",
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.database_url(DATA_DIR)
DATABASES = {"default": postgresql(DATABASE_URL)}
PREPARED_STATEMENTS = os.environ.get("PREPARED_STATEMENTS", "1") == "1"  # kernel/statements.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url(DATA_DIR)
CACHES = {"default": {"BACKEND": "community.kernel.store.Cache"}}
SESSION_ENGINE = "community.accounts.sessions"  # in the database, which outlives Redis
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}


CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the broker may be away for long: keep trying
# What a dead worker held comes back after this long. Nothing waits for it: what is due is asked
# for every ten seconds anyway; a shorter time would hand a long task out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE = SCHEDULE  # filled by the apps' tasks.py

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
MEDIA_ROOT = DATA_DIR / "media"  # what members send; served by views of ours, never as it lies
STORAGES = {
    "default": files.storage(os.environ),
    "staticfiles": {"BACKEND": "community.kernel.static.Storage"},
}

# An Elasticsearch 8 server that is searched instead of PostgreSQL.
ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
ELASTICSEARCH_INDEX = os.environ.get("ELASTICSEARCH_INDEX", "community")

# -- models ----------------------------------------------------------------------------------
# Which backend does each task: "auto" (the best that is installed), "off", or its name. A server
# has to be named, since what members wrote is sent to it.
AI_SENTIMENT = os.environ.get("AI_SENTIMENT") or "auto"
AI_CLASSIFIER = os.environ.get("AI_CLASSIFIER") or "auto"
AI_EMBEDDER = os.environ.get("AI_EMBEDDER") or "auto"
AI_WEIGHTS = os.environ.get("AI_WEIGHTS") or str(DATA_DIR / "weights")
# A server that speaks OpenAI's API, up to "/v1".
AI_SERVER_URL = os.environ.get("AI_SERVER_URL", "").rstrip("/")
AI_SERVER_KEY = os.environ.get("AI_SERVER_KEY", "")
AI_SERVER_CHAT_MODEL = os.environ.get("AI_SERVER_CHAT_MODEL", "")
AI_SERVER_EMBEDDING_MODEL = os.environ.get("AI_SERVER_EMBEDDING_MODEL", "")

# -- members ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # folded_username is unique, so username is, too
AUTHENTICATION_BACKENDS = ["community.accounts.adapter.Backend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
# "invited": only people with an invitation can sign up. "approval": others wait for a moderator.
REGISTRATION = os.environ.get("REGISTRATION", "open")
# So many posts of a member of trust level 0 wait for a moderator.
FIRST_POSTS_NEED_APPROVAL = int(os.environ.get("FIRST_POSTS_NEED_APPROVAL", "0"))
# Spam check of what members of the trust levels 0 and 1 write; it needs SITE_URL, too.
AKISMET_KEY = os.environ.get("AKISMET_KEY", "") if SITE_URL else ""
AKISMET_URL = os.environ.get("AKISMET_URL", "https://rest.akismet.com")
# In which the value of organizations is told, by its code (ISO 4217).
CURRENCY = os.environ.get("CURRENCY", "USD").upper()
# Who reads the log of what moderators did: "public", "members" or "moderators", and with names?
MODERATION_LOG = os.environ.get("MODERATION_LOG", "public")
MODERATION_LOG_NAMES = os.environ.get("MODERATION_LOG_NAMES", "1") == "1"
# Whether posts that are scored as very negative wait in the review queue.
SENTIMENT_REVIEW = os.environ.get("SENTIMENT_REVIEW", "1") == "1"
ACCOUNT_SIGNUP_FORM_CLASS = "community.accounts.signing_in.signup_fields.JoinFields"
ACCOUNT_FORMS = {
    kind: f"community.accounts.signing_in.forms.{name}"
    for kind, name in {
        "login": "SignInForm",
        "signup": "SignUpForm",
        "add_email": "AddressForm",
        "reset_password": "ResetForm",
        "reset_password_from_key": "NewPasswordForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reauthenticate": "ConfirmForm",
    }.items()
}
ACCOUNT_ADAPTER = "community.accounts.signing_in.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
# "mandatory": whoever joins confirms the address first, and nobody learns which ones have accounts.
ACCOUNT_EMAIL_VERIFICATION = os.environ.get("EMAIL_VERIFICATION", "mandatory")
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and in no other
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password, address or second factor is told
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # counted by accounts.rates in PostgreSQL, which outlives Redis
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for addresses and accounts elsewhere; see access/again
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
# What must be read again, and so cannot be hashed, is encrypted with the first key; the others
# still open what was written before.
ENCRYPTION_KEYS = (os.environ.get("ENCRYPTION_KEY") or encryption_key(DATA_DIR)).split(",")
MFA_ADAPTER = "community.accounts.security.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks go wrong; a code is taken once all the same
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "activate_totp": "community.accounts.security.second_factor.ActivateForm",
    "authenticate": "community.accounts.security.second_factor.AuthenticateForm",
    "reauthenticate": "community.accounts.security.second_factor.ReauthenticateForm",
}
# A demonstration is looked at by one person, who shall see the admin at once.
STAFF_NEED_SECOND_FACTOR = (
    os.environ.get("STAFF_NEED_SECOND_FACTOR", "0" if is_demonstration(DATA_DIR) else "1") == "1"
)
SOCIALACCOUNT_FORMS = {"signup": "community.accounts.signing_in.forms.SignUpByProviderForm"}
SOCIALACCOUNT_ADAPTER = "community.accounts.signing_in.adapter_providers.Adapter"
SOCIALACCOUNT_PROVIDERS = providers.configured(os.environ)
SOCIALACCOUNT_AUTO_SIGNUP = False  # everybody chooses a name, by the same rules
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # where a provider is trusted with that
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row at each request
EMAIL_BACKEND = "community.notifications.mail.Queue"
MAIL_TRANSPORT = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if os.environ.get("EMAIL_HOST") else "filebased"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "community@localhost")

# -- interfaces ------------------------------------------------------------------------------------
# Requests of programs in a minute, of one member or token and from one visitor's address; 0: any.
API_RATE_MEMBER = int(os.environ.get("API_RATE_MEMBER", "600"))
API_RATE_VISITOR = int(os.environ.get("API_RATE_VISITOR", "120"))
# Pages of other origins reach what is for programs, by a token; never with a member's session.
API_ORIGINS = [o for o in os.environ.get("API_ORIGINS", "").split(",") if o]
CORS_ALLOW_ALL_ORIGINS = API_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else API_ORIGINS
CORS_URLS_REGEX = r"^/(api|graphql|oauth/(token|revoke))/"
CORS_ALLOW_HEADERS = (
    *("accept", "authorization", "content-type"),
    *("idempotency-key", "if-match", "if-none-match"),
)
CORS_EXPOSE_HEADERS = (
    *("ETag", "Idempotent-Replayed", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID"),
    *("RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset"),
)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "community.accounts.tokens.rest.BearerAuthentication",  # first: it says what 401 asks for
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PARSER_CLASSES": ["community.kernel.rest.BoundedJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "community.kernel.rest.ById",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "community.kernel.rest.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is a query parameter that nothing here reads
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Community API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],  # whoever asks, and by whatever, it is the same
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVERS": [{"url": "/", "description": "This site"}],
    "DESCRIPTION": "Everything that members can do on the website. Start with the quick start at"
    " /developers/.",
    "POSTPROCESSING_HOOKS": [
        "community.kernel.openapi.name_enums",
        "community.kernel.openapi.conventions",
        "community.kernel.examples.add_examples",
    ],
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.App"
OAUTH2_PROVIDER_GRANT_MODEL = "accounts.AppCode"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "accounts.AppToken"  # noqa: S105 - a model's name
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "accounts.AppRefreshToken"  # noqa: S105
# Two tables stay the library's own, and empty: we give no ID tokens and know no devices. They are
# named because `makemigrations` looks for every model's setting.
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth2_provider.IDToken"  # noqa: S105
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "oauth2_provider.DeviceGrant"
MIGRATION_MODULES = {"oauth2_provider": "community.accounts.oauth.oauth2_provider_migrations"}
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "community.accounts.oauth.validator.Server",
    "OAUTH2_VALIDATOR_CLASS": "community.accounts.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "community.accounts.oauth.validator.Scopes",
    "ACCESS_TOKEN_GENERATOR": "community.accounts.oauth.keys.access_token",
    "REFRESH_TOKEN_GENERATOR": "community.accounts.oauth.keys.refresh_token",
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 90 * 86400,  # that an app may stay away
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],  # what else there is, oauth.addresses decides
    "OIDC_ISS_ENDPOINT": SITE_URL.rstrip("/"),
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING", "PKCE_REQUIRED",
        )
    },
}  # fmt: skip
GRAPHENE = {"SCHEMA": "community.schema.schema"}
GRAPHQL_INTROSPECTION = os.environ.get("GRAPHQL_INTROSPECTION", "1") == "1"

# -- language and time ------------------------------------------------------------------------
LANGUAGES = [  # each is named in itself; one without a catalogue is shown in LANGUAGE_CODE
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("es", "Español"),
    ("ja", "日本語"),
    ("pt-br", "Português (Brasil)"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ko", "한국어"),
    ("ru", "Русский"),
]
# Two more to find texts that cannot be translated, and layouts that break: kernel/pseudo.py.
PSEUDO_LANGUAGES = os.environ.get("PSEUDO_LANGUAGES", "") == "1"
if PSEUDO_LANGUAGES:
    LANGUAGES += PSEUDO
LANGUAGE_CODE = os.environ.get("LANGUAGE_CODE", "en")
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 86400
LOCALE_PATHS = [BASE_DIR / "community" / "locale"]
FORMAT_MODULE_PATH = "community.formats"  # of the admin
USE_TZ = True
TIME_ZONE = "UTC"

# -- logs: one line of JSON each, with the id of the request that caused it -------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "community.kernel.requests.RequestIdFilter"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        },
        "plain": {"format": "{levelname:<7} {name} [{request_id}] {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("LOG_FORMAT", "json"),
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "elastic_transport": {"level": "ERROR"},  # it tells of each request
    },
}
