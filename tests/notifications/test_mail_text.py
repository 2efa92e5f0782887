"""What emails show of posts."""

from community.notifications.mail_text import plain


def test_a_mention_is_a_name_in_plain_text_and_other_links_keep_their_address():
    markup = '<p><a href="https://x.example/u/ada/">@ada</a> <a href="https://y.example/">y</a></p>'

    assert plain(markup) == "@ada [y](https://y.example/)"
