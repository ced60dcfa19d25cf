"""How beginning, saving, moving and deleting an article are refused."""

from typing import Any
from uuid import UUID, uuid4

from mentorat.blog.actions.begin_post import begin_post
from mentorat.blog.actions.delete_post import delete_post
from mentorat.blog.actions.move_post import move_post
from mentorat.blog.actions.post_words import NO_SKILL
from mentorat.blog.actions.save_post import save_post
from mentorat.blog.refusals import (
    AuthorsOnly,
    PairTaken,
    PostChanged,
    PostMoved,
    SlugTaken,
    StillPublished,
    TooManyPosts,
)
from mentorat.errors import Forbidden, Invalid, NotFound
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved, words
from tests.builders import whoever
from tests.web.refusing import Attempt, Cases, Scene

CASES = Cases()
TYPED = "Ce que je viens d'écrire."


def form_of(**changes: Any) -> dict[str, Any]:
    """The same article as its form sends it."""
    fields = {**words(markdown=TYPED), "words": "1", "version": "1", **changes}
    return {**fields, "tags": ", ".join(fields["tags"])}


def begins(scene: Scene, who: str = "", **changes: Any) -> Attempt:
    return Attempt(
        who or scene.mentor,
        "/write/new",
        words(markdown=TYPED, **changes),
        form=form_of(**changes),
        api="/api/me/posts",
        kept="" if who else TYPED,
    )


def saves(who: str, post_id: UUID, *, kept: str = TYPED) -> Attempt:
    body, place = words(markdown=TYPED, version=1), f"/api/me/posts/{post_id}"
    return Attempt(
        who, f"/write/{post_id}", body, form=form_of(), api=place, method="PUT", kept=kept
    )


def steps(who: str, post_id: UUID, step: str, **form: Any) -> Attempt:
    body = {"step": step, "version": 1}
    place = f"/api/me/posts/{post_id}/step"
    return Attempt(who, f"/write/{post_id}/step", body, form={**form, "step": step}, api=place)


def deletes(who: str, post_id: UUID) -> Attempt:
    place = f"/api/me/posts/{post_id}"
    return Attempt(who, f"/write/{post_id}/deletion", api=place, method="DELETE")


@CASES.add(begin_post, AuthorsOnly)
async def an_eleve_begins(scene: Scene) -> Attempt:
    return begins(scene, scene.mentee)


@CASES.add(begin_post, Invalid)
async def beginning_with_a_skill_of_no_list(scene: Scene) -> Attempt:
    return begins(scene, skills=["chasse"]).saying(NO_SKILL)


@CASES.add(begin_post, NotFound)
async def the_other_language_of_nothing(scene: Scene) -> Attempt:
    attempt = begins(scene, pairOf=str(uuid4()))
    attempt.kept = ""
    return attempt


@CASES.add(begin_post, PairTaken)
async def the_same_language_again(scene: Scene) -> Attempt:
    return begins(scene, pairOf=str(await a_draft(scene.database, scene.mentor)))


@CASES.add(begin_post, SlugTaken)
async def an_address_that_is_another_articles(scene: Scene) -> Attempt:
    await a_draft(scene.database, scene.mentor, slug="relire")
    return begins(scene, slug="relire")


@CASES.add(begin_post, TooManyPosts)
async def one_more_than_a_thousand(scene: Scene) -> Attempt:
    scene.rows(
        "insert into posts (id, author_id, pair_id, language, status_at, created_at, updated_at)"
        " select gen_random_uuid(), %s, gen_random_uuid(), 'fr', now(), now(), now()"
        " from generate_series(1, 1000)",
        scene.mentor,
    )
    return begins(scene)


@CASES.add(save_post, NotFound)
async def saving_somebody_elses(scene: Scene) -> Attempt:
    post_id = await a_draft(scene.database, scene.mentor)
    return saves(scene.mentee, post_id, kept="")


@CASES.add(save_post, PostChanged)
async def saving_above_what_was_saved_meanwhile(scene: Scene) -> Attempt:
    post_id = await a_draft(scene.database, scene.mentor)
    await saved(scene.database, scene.mentor, post_id, markdown="Plus récent.")
    return saves(scene.mentor, post_id)


@CASES.add(save_post, PostMoved)
async def saving_what_waits_for_its_hour(scene: Scene) -> Attempt:
    post_id = await a_draft(scene.database, scene.mentor, publishAt="2027-06-09T10:00:00Z")
    await moved(scene.database, whoever(scene.mentor, "MENTOR"), post_id, "submit")
    await moved(scene.database, OPERATOR, post_id, "publish")
    return saves(scene.mentor, post_id, kept="")


@CASES.add(move_post, NotFound)
async def moving_somebody_elses(scene: Scene) -> Attempt:
    return steps(scene.mentee, await a_draft(scene.database, scene.mentor), "submit")


@CASES.add(move_post, Forbidden)
async def returning_ones_own(scene: Scene) -> Attempt:
    return steps(scene.mentor, await a_draft(scene.database, scene.mentor), "return")


@CASES.add(move_post, PostMoved)
async def taking_back_a_draft(scene: Scene) -> Attempt:
    return steps(scene.mentor, await a_draft(scene.database, scene.mentor), "retract")


@CASES.add(move_post, PostChanged)
async def submitting_an_older_version(scene: Scene) -> Attempt:
    post_id = await a_draft(scene.database, scene.mentor)
    await saved(scene.database, scene.mentor, post_id, markdown="Plus récent.")
    return steps(scene.mentor, post_id, "submit", **form_of())


@CASES.add(move_post, Invalid)
async def submitting_without_a_summary(scene: Scene) -> Attempt:
    post_id = await a_draft(scene.database, scene.mentor, excerpt="")
    return steps(scene.mentor, post_id, "submit").saying("Résumez l'article en une phrase ou deux.")


@CASES.add(delete_post, NotFound)
async def deleting_somebody_elses(scene: Scene) -> Attempt:
    return deletes(scene.mentee, await a_draft(scene.database, scene.mentor))


@CASES.add(delete_post, StillPublished)
async def deleting_what_readers_see(scene: Scene) -> Attempt:
    return deletes(scene.mentor, await an_article(scene.database, scene.mentor))
