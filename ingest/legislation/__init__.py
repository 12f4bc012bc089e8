"""Legislation as legislation.gov.uk serves it for machines: Crown Legislation Markup Language (data.xml)."""
