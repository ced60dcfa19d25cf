"""What declines to happen to an article, and what its reader is told."""

import msgspec

from mentorat.blog.schemas import CurrentWords
from mentorat.errors import Conflict, Forbidden, say


class AuthorsOnly(Forbidden):
    code = "authors_only"
    sentence = say("Seuls les mentors et l'administration écrivent des articles.")


class PostChanged(Conflict):
    """Another save came first: both texts are shown, none is lost. `current` is the newest one,
    with the version to name when one's own words are to stand above it."""

    code = "post_changed"
    sentence = say(
        "L'article a été modifié ailleurs entre-temps. Comparez les deux textes : le vôtre est"
        " conservé ici."
    )

    def __init__(self, newest: CurrentWords) -> None:
        super().__init__()
        self.newest = newest
        self.current = msgspec.to_builtins(newest)


class PostMoved(Conflict):
    code = "post_moved"
    sentence = say("Cet article n'est plus dans cet état. Rechargez la page.")


class PairTaken(Conflict):
    code = "pair_taken"
    sentence = say("Cet article existe déjà dans cette langue.")


class SlugTaken(Conflict):
    code = "slug_taken"
    sentence = say("Cette adresse est déjà celle d'un autre article.")


class StillPublished(Conflict):
    code = "still_published"
    sentence = say("Archivez d'abord cet article : il est encore visible.")


class TooManyPosts(Conflict):
    code = "too_many_posts"
    sentence = say("Vous avez déjà 1 000 articles. Supprimez des brouillons pour continuer.")


class TooManyPictures(Conflict):
    code = "too_many_pictures"
    sentence = say(
        "Vous avez déjà 500 images. Celles que rien ne montre partent après une semaine."
    )


class TooManyPreviews(Conflict):
    code = "too_many_previews"
    sentence = say("Cet article a déjà 20 liens d'aperçu. Révoquez-en pour continuer.")
