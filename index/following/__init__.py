"""Questions over actors and stories: who with whom, what happened, where accounts differ, what is told twice.

Each module is imported by the method of the archive that asks it, so that what nobody asks costs nothing at the start.
"""
