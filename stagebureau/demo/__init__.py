"""A fictitious region of any size: clearly invented people and organisations, dates relative to today."""
