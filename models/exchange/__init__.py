"""What passes between factories and offices as files: tied to dossiers, ordered, merged. Pure: no disk, no clock."""
