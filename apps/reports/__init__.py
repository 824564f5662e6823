"""Figures about the book, reports that people define, and exports of them."""
