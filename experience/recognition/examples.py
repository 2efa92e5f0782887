from community.kernel.examples import tag

tag("reputation", "Where points came from, and contribution kinds.")
tag("badges", "Badges, and who has them.")
tag("leaderboards", "Members by points, of a period, a category or a contribution kind.")
tag("trust_levels", "What trust levels require, how far members are, and their changes.")
