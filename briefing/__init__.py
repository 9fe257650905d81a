"""Bilingual briefing generator: sourced facts and templates in, Chinese and English briefing packs out."""
