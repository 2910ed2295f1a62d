"""One plan on screen: calendar, money, steps, reasons."""
