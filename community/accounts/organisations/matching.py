"""Which members belong to an organisation by their confirmed email addresses."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress

from community.accounts.models import Organisation, User


def unassigned(domain: str) -> list[int]:
    """The members without an organisation who have a confirmed address at this domain."""
    found = EmailAddress.objects.filter(
        verified=True,
        email__iendswith=f"@{domain}",
        user__organisation_membership=None,
        user__is_machine=False,
    )
    # PostgreSQL compares capitals, which other letters have, too: a dotless i becomes an I.
    return sorted(
        {pk for pk, email in found.values_list("user", "email") if _domain(email) == domain}
    )


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def matching(member_ids: Iterable[int]) -> dict[int, list[int]]:
    """Of these members, those without an organisation who have a confirmed address at the domain
    of one: by organisation. Several such addresses: the primary one decides, or else the first."""
    free = User.objects.filter(pk__in=[*member_ids], organisation_membership=None, is_machine=False)
    addresses = EmailAddress.objects.filter(user__in=free, verified=True).order_by("-primary", "pk")
    domains = [(pk, _domain(email)) for pk, email in addresses.values_list("user", "email")]
    rows = Organisation.objects.filter(domain__in={domain for _, domain in domains})
    known = dict(rows.values_list("domain", "pk"))
    chosen: dict[int, int] = {}
    for member_id, domain in domains:
        if domain in known:
            chosen.setdefault(member_id, known[domain])
    found: dict[int, list[int]] = {}
    for member_id, organisation_id in chosen.items():
        found.setdefault(organisation_id, []).append(member_id)
    return dict(sorted(found.items()))
