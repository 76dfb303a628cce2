"""The enrolled faces: one SQLite file that only its owner can read.

`gallery.Gallery` is the way in. Its embeddings are those of one network, of unit length.

What is removed is deleted at once; undo has it in memory only. Names, sources, embeddings
and pictures are then overwritten in the file and its log, see `database.Database.sweep`.
Out of reach are copies made by others: exports, backups, snapshots, and the spare blocks
in which some file systems and disks keep what was overwritten.
"""
