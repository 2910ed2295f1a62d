"""The rules on a page: which packs are in use, which local rules apply, and every rule with its source."""
