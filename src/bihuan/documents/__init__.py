"""Reading room: the papers an office signs, prints and sends."""
