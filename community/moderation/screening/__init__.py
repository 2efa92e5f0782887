"""What is looked at before it is published: word filters, checks of new members, spam."""
