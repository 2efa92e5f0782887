from community.kernel.examples import tag

tag("moderation", "What moderators decide: the review queue, sanctions and the log.")
tag("flags", "Telling moderators of what breaks the rules.")
