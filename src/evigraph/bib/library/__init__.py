"""A library as a whole: added to, laid out, searched for what stands in it twice.

likeness, duplicates  when two references are, or may be, one work
addition, keys, same  what adding comes to; keys; the proof that what is written reads the same
layout, intact        the canonical layout of a file that can be read in full
"""
