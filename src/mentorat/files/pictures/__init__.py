"""Pictures made anew from what was sent: decoded, upright, in sRGB, as WebP, with nothing else.

A stranger made the bytes. So `header` looks before anything is decoded, and all of it runs in a
process of its own (`sandbox`).
"""
