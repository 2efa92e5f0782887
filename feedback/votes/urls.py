from community.kernel.operations.pages import buttons
from feedback.votes import operations

urlpatterns = [*buttons(operations.api)]
