"""What ideas are worth: customer value, RICE, impact assessments."""
