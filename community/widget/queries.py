"""What requests of the widget ask."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.widget import policy
from community.widget.identity import Person
from community.widget.models import WidgetIdentity, WidgetSite


def active_site(key: str) -> WidgetSite | None:
    """The site with this key, unless it is turned off."""
    return WidgetSite.objects.filter(key=key.replace("\0", ""), is_active=True).first()


def viewer_of(site: WidgetSite, person: Person | None) -> User | AnonymousUser | None:
    """The member that the person is; a visitor as long as they have not written. None if they may
    not be signed in here."""
    if person is None:
        return AnonymousUser()
    rows = WidgetIdentity.objects.filter(site=site, external_id=person.external_id)
    found = rows.select_related("user").first()
    if found is None:
        return AnonymousUser()
    return found.user if policy.may_be_signed_in(found.user) else None
