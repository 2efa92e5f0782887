"""How texts sound: scored in the background, newest first, and kept."""
