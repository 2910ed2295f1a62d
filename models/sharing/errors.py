"""What can be wrong with a part that comes back."""

from models.errors import ApplicationError
from models.language import N_


class UnreadablePart(ApplicationError):
    """A file that is no part of a case, or whose cells cannot be read."""

    code = "unreadable_part"
    message = N_("{name} could not be read as a part of a case: {why} Nothing was changed.")


class PartOfAnotherCase(ApplicationError):
    """A part that was cut out of another case."""

    code = "part_of_another_case"
    message = N_(
        "{name} is a part of case {theirs}, and this is case {ours}. Nothing was changed; import it into its own case."
    )
    exit_code = 1


class UnknownPick(ApplicationError):
    """A section or card that the rules do not have."""

    code = "unknown_section"
    message = N_("There is no section or card “{id}”. Nothing was written; choose from: {known}.")
