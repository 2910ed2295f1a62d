"""How the window looks: colours, fonts, icons and the few rules on top of Qt's Fusion style."""
