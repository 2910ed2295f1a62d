"""Signing reports: the manager certifies, consultant and assessors countersign."""

from reports.signature.fields import COUNTERSIGNERS, PAYLOAD_NAME, Role
from reports.signature.increment import Revocation
from reports.signature.stamp import Clock
from reports.signing.sign import Options, certify, countersign

__all__ = ["COUNTERSIGNERS", "PAYLOAD_NAME", "Clock", "Options", "Revocation", "Role", "certify", "countersign"]
