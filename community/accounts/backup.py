"""Which rows on members belong to a community, and which stay: also of the libraries used here."""

from community.kernel.backup import Backup

BACKUP = Backup(
    models=[
        "accounts.User",
        "accounts.Profile",
        "accounts.Group",
        "accounts.Audience",
        "accounts.Invitation",
        "accounts.ImportedBadge",
        "accounts.Standing",
        "accounts.TrustChange",
        "accounts.BadgeAward",
        "accounts.FormerName",
        "accounts.Page",
        "accounts.Organisation",
        "accounts.OrganisationMember",
        "account.EmailAddress",
        "socialaccount.SocialAccount",
        "mfa.Authenticator",
    ],
    left_out={
        "accounts.App": "apps are registered for the original's address, with its secrets",
        "accounts.AppAuthorization": "members authorize apps again on the new site",
        "accounts.AppCode": "expire within a minute",
        "accounts.AppRefreshToken": "secrets of the original",
        "accounts.AppToken": "secrets of the original that expire in an hour",
        "accounts.Attempts": "rate limits of the last day",
        "accounts.Token": "secrets of the original; members create new ones",
        "accounts.IdempotencyRecord": "idempotency records of recent requests and forms",
        "account.EmailConfirmation": "links that expire in 3 days; members request new ones",
        "oauth2_provider.DeviceGrant": "of the OAuth library, unused",
        "oauth2_provider.IDToken": "of the OAuth library, for OpenID, unused",
        "sessions.Session": "members sign in again",
        "socialaccount.SocialApp": "providers are configured by environment variables",
        "socialaccount.SocialToken": "not stored",
        "usersessions.UserSession": "members sign in again",
    },
    secret=["mfa.authenticator"],
    blanked={("accounts.user", "password"): "'!'"},  # a password that none matches
    created={
        "accounts.user": "is_machine",
        "accounts.audience": "id = 0",
        "accounts.group": "rule <> ''",
    },
)
