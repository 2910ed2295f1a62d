"""Measures, how to get them, what they cost and build, and who helps to pay: the values.

`models/packs/` reads packs and makes these values; nothing here reads a file.
"""

from models.catalogue.measures import (
    LIFE,
    MOST_PAYMENTS,
    Benefit,
    Catalogue,
    Industry,
    KpiScale,
    Measure,
    MeasureId,
    Recipe,
    ServiceKind,
    SharedService,
    SharedServiceId,
    Size,
    SizeOrigin,
    UsualHands,
    Variant,
    VariantId,
)
from models.catalogue.prices import CostPart, Driver, DriverId, Growth, PriceForm, Rate

__all__ = [
    "LIFE",
    "MOST_PAYMENTS",
    "Benefit",
    "Catalogue",
    "CostPart",
    "Driver",
    "DriverId",
    "Growth",
    "Industry",
    "KpiScale",
    "Measure",
    "MeasureId",
    "PriceForm",
    "Rate",
    "Recipe",
    "ServiceKind",
    "SharedService",
    "SharedServiceId",
    "Size",
    "SizeOrigin",
    "UsualHands",
    "Variant",
    "VariantId",
]
