"""What programs can read and do in feedback."""

from feedback.boards import operations as boards
from feedback.contract import operations as contract
from feedback.ideas import operations as ideas
from feedback.prioritising import operations as prioritising
from feedback.releases import operations as releases
from feedback.roadmap import operations as roadmap
from feedback.trackers import operations as trackers
from feedback.votes import operations as votes

PARTS = (boards, ideas, votes, prioritising, roadmap, releases, trackers, contract)
declared = tuple(api for part in PARTS for api in part.declared)
enum_names = {name: values for part in PARTS for name, values in part.enum_names.items()}
