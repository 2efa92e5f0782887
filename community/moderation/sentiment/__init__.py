"""What the scores of sentiment mean for moderators: very negative posts wait in the queue, and a
page shows how sentiment changes."""
