"""A member is kept out, reads why, and appeals: all of it without JavaScript."""

from playwright.sync_api import Page, expect

from tests.e2e.steps import NO_SCRIPTS, sign_out, sign_up, with_password

REASON = "Insults in three topics."


def test_a_suspended_member_appeals_without_signing_in_and_another_moderator_lifts_it(
    reader, product, prepared
):
    name = "kept_out"
    member = reader("about:blank", **NO_SCRIPTS)
    sign_up(member, product, name)
    sign_out(member)

    moderator = reader(
        f"/moderation/members/{name}/", session=prepared["sessions"]["keeper0"], **NO_SCRIPTS
    )
    moderator.get_by_label("Sanction").select_option("suspension-7")
    moderator.get_by_label("Reason").fill(REASON)
    moderator.get_by_role("button", name="Impose").click()
    expect(moderator.get_by_text("The member was suspended.")).to_be_visible()

    member.goto("/accounts/login/")
    with_password(member, name)
    expect(member.get_by_role("heading", level=1)).to_have_text("Your account is suspended")
    expect(member.get_by_text(REASON)).to_be_visible()
    member.get_by_label("Why should it be lifted?").fill("It was my brother.")
    member.get_by_role("button", name="Send appeal").click()
    expect(member.get_by_text("Another moderator will decide.")).to_be_visible()

    decide(reader("/settings/", session=prepared["sessions"]["keeper1"]), name)
    member.reload()
    expect(member.get_by_text("Your appeal was granted")).to_be_visible()
    member.goto("/accounts/login/")
    with_password(member, name)
    expect(member.locator(".me .avatar")).to_be_visible()


def decide(moderator: Page, name: str) -> None:
    """Grant the appeal, as a program: the pages of the queue have a journey of their own."""
    items = "/api/v1/moderation/items/"
    [item] = moderator.request.get(f"{items}?type=appeal&member={name}").json()["results"]
    cookies = {one["name"]: one["value"] for one in moderator.context.cookies()}
    answer = moderator.request.put(
        f"{items}{item['id']}/decision/",
        data={"decision": "approve", "text": "Sorry."},
        headers={"X-CSRFToken": cookies["csrftoken"], "Referer": moderator.url},
    )
    assert answer.ok, answer.text()
