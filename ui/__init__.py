"""What a person faces: the window and the command line. The only Qt; `ui.command_line` imports none."""
