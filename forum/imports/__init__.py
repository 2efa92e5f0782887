"""Moving in over REST and GraphQL: members, topics and posts in bulk, each with its own result.

One request is one transaction and one event. What was sent before is left as it is here.
"""
