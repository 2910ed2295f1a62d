"""The door to an office's work: papers that came, in a folder of its own or in a store on a server."""
