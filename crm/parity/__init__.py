"""Parity: is a supported worker paid at least the minimum wage, and the same as colleagues?"""
