"""What an office does with files that come: verified once, tied to their dossiers, kept, shown with the trust of today."""
