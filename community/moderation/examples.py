from community.kernel.examples import tag

tag("moderation", "What moderators decide: the review queue, sanctions and the log.")
tag("moderation_log", "What moderators did, as far as the caller may know.")
tag("standing", "The caller's own warnings and sanctions, and appeals against them.")
tag("pending", "The caller's posts that wait for approval.")
tag("flags", "Telling moderators of what breaks the rules.")
