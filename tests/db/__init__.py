"""Tests that need a real database."""
