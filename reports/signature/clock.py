"""What the clocks of signers and timestamp services say about each other."""

from datetime import datetime, timedelta

from models.errors import ApplicationError
from models.language import N_
from reports.identity import CertificateFacts

CLOCKS_DIFFER = timedelta(hours=1)
"""So far the clocks of two honest computers may be apart."""


class ClockBehind(ApplicationError):
    """By this computer's clock, what is to be countersigned has not been signed yet."""

    code = "clock_behind"
    message = N_(
        "By this computer's clock it is {now}, but {name} signed the report on {time}. Nothing was signed; set the clock, or ask {name} whether theirs was wrong."
    )


class ClocksDiffer(ApplicationError):
    """A timestamp service saw the signature before this computer's clock says that it was made, or when it was too late."""

    code = "clocks_differ"
    message = N_(
        "By this computer's clock {name} signed on {time}, but the timestamp service says {proven}. Nothing was changed; set the clock, and sign again."
    )


def check_clocks(signer: CertificateFacts, signed_at: datetime, proven: datetime | None) -> None:
    """Refuses a signature that verification would doubt as soon as its timestamp service is confirmed.

    Args:
        signer: whose certificate it is.
        signed_at: by the signer's clock, with a time zone.
        proven: what the service says; None where there is none.

    Raises:
        ClocksDiffer: when the service saw it before it was made, or after the certificate had expired.
    """
    if proven is not None and (proven < signed_at - CLOCKS_DIFFER or proven > signer.valid_until):
        raise ClocksDiffer(
            name=signer.name,
            time=f"{signed_at:%Y-%m-%d %H:%M}",
            proven=f"{proven.astimezone(signed_at.tzinfo):%Y-%m-%d %H:%M}",
        )
