"""Translations and near duplicates among articles."""
