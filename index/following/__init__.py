"""Questions over actors and stories: who with whom, what happened, where accounts differ, what is told twice."""

from index.following.dossiers import dossier as dossier
from index.following.presence import histogram as histogram
from index.following.presence import story_actors as story_actors
