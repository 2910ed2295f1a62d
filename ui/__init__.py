"""The user interface: window and command line. The only use of Qt; `ui.command_line` imports none."""
