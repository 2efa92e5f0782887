"""Domains of email addresses: which can belong to an organisation."""

import re

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation

LONGEST = 253
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+")

# Anybody gets an address there, so it says nothing about whom a member works for.
FREE_MAIL = frozenset(
    """
    126.com 139.com 163.com aim.com aol.com bk.ru bol.com.br btinternet.com comcast.net
    daum.net duck.com email.com fastmail.com fastmail.fm foxmail.com free.fr freenet.de
    gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net googlemail.com hanmail.net hey.com
    hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com
    inbox.ru kakao.com laposte.net libero.it list.ru live.co.uk live.com live.de live.fr mac.com
    mail.com mail.de mail.ru mailbox.org me.com msn.com nate.com naver.com orange.fr outlook.com
    outlook.de outlook.es outlook.fr pm.me posteo.de proton.me protonmail.ch protonmail.com qq.com
    rambler.ru rediffmail.com rocketmail.com sbcglobal.net seznam.cz sfr.fr sina.com sky.com
    sohu.com t-online.de terra.com.br tuta.com tutanota.com uol.com.br verizon.net virgilio.it
    wanadoo.fr web.de wp.pl ya.ru yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es
    yahoo.fr yahoo.it yandex.com yandex.ru yeah.net ymail.com zoho.com
    """.split()  # noqa: SIM905 - a list that is read and extended
)


class NotADomain(RuleViolation):
    code = "not_a_domain"
    title = _("Invalid domain")
    message = _("Enter the domain of the organization's email addresses, such as example.org.")


class FreeMailDomain(RuleViolation):
    code = "free_mail_domain"
    title = _("Domain of a public email provider")
    message = _("Anyone can get an email address at this domain. Enter one of the organization.")


def domain_of(text: str | None) -> str | None:
    """The domain as it is stored, from what somebody typed; None for nothing. International ones
    are in the ASCII form that addresses have. Raises NotADomain, FreeMailDomain."""
    typed = (text or "").strip().lower().removeprefix("@").rstrip(".")
    if not typed:
        return None
    try:
        domain = typed.encode("idna").decode()
    except UnicodeError as error:
        raise NotADomain from error
    if len(domain) > LONGEST or not DOMAIN.fullmatch(domain):
        raise NotADomain
    if domain in FREE_MAIL:
        raise FreeMailDomain
    return domain
