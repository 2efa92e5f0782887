"""Files in posts: checked, encoded again, and visible to who may read the post."""
