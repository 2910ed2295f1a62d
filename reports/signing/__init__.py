"""Signing reports: the manager certifies, consultant and assessors countersign."""

from reports.signing.fields import COUNTERSIGNERS, PAYLOAD_NAME, Role
from reports.signing.increment import Revocation
from reports.signing.sign import Options, certify, countersign
from reports.signing.stamp import Clock

__all__ = ["COUNTERSIGNERS", "PAYLOAD_NAME", "Clock", "Options", "Revocation", "Role", "certify", "countersign"]
