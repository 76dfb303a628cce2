"""Widgets that several topics share."""
