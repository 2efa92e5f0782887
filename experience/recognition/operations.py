"""What programs can read and do in recognition."""

from experience.recognition.badges import operations as badges
from experience.recognition.boards import operations as boards
from experience.recognition.ledger import operations as ledger
from experience.recognition.rings import operations as rings
from experience.recognition.trust import operations as trust

declared = (
    *ledger.declared,
    *badges.declared,
    *trust.declared,
    *boards.declared,
    *rings.declared,
)
enum_names = {**trust.enum_names, **boards.enum_names}
