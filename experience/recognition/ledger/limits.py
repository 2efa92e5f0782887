"""How many points a member can earn on one day (UTC)."""

DAILY_LIMIT = 200  # of what rules limit, altogether
PAIR_LIMIT = 30  # by the acts of one other member
