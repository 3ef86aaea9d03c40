from __future__ import annotations

from wagtail import blocks

from home.blocks import BodyBlock


class TideBlock(blocks.StructBlock):
    place = blocks.CharBlock()
    metres = blocks.IntegerBlock(required=False)

    class Meta:
        label = "Tide"
        icon = "date"


# What a line in home/blocks.py would do.
BodyBlock.base_blocks["tide"] = _tide = TideBlock()
_tide.set_name("tide")
