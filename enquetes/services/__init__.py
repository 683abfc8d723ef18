"""What is written about questionnaires."""
