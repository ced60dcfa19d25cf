"""The list of skills: edited, added to, and fed with the words mentors use."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.queries.mentors import list_suggestions
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.mentors.actions.edit_skills import remove_skill, save_skill
from mentorat.mentors.editor.profile_form import split_list
from mentorat.mentors.queries import SkillRow, list_skills
from mentorat.mentors.schemas import SkillDocument
from mentorat.text.folding import folded, name_keys
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import FormTexts, html, request_translator


async def _page(request: AnyRequest, db: Db) -> Response[Any]:
    form = form_state(request)
    translate = request_translator(request)
    # What was just added is relinked by a job; until then it is no suggestion any more.
    skills, told = await together(db, list_skills(db), list_suggestions(db))
    values = form.typed or _values(skills, request.query_params)
    chapters: dict[str, list[SkillRow]] = {}
    for skill in skills:
        chapters.setdefault(skill.chapter(translate.locale), []).append(skill)
    names = set(name_keys(n for s in skills for n in (s.label_fr, s.label_en, *s.synonyms)))
    keys = name_keys(one.word for one in told)
    suggestions = [one for one, key in zip(told, keys, strict=True) if key not in names]
    categories = {skill.category: skill.chapter(translate.locale) for skill in skills}
    context = {
        "chapters": chapters,
        "categories": list(categories.items()),
        "suggestions": suggestions,
        "values": values,
        "told": form.told,
        "problems": form.problems,
        "is_known": any(skill.slug == values["slug"] for skill in skills),
        "is_saved": "saved" in request.query_params,
    }
    return html(request, "admin/skills.html", context, status=form.status)


@get("/admin/skills", media_type="text/html")
async def show_skills(request: AnyRequest, db: RequestDb, operator: Operator) -> Response[Any]:
    del operator
    return await _page(request, db)


@post("/admin/skills", status_code=303)
@or_page(_page)
async def edit_skills(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    fields = await read_form(request)
    if fields.pop("do", "save") == "remove":
        remove_skill(db, str(fields.get("slug", "")), viewer=operator, now=now)
        return Redirect("/admin/skills?saved=1", status_code=303)
    document = {**fields, "synonyms": split_list(fields.get("synonyms", []))}
    await save_skill(db, validated(SkillDocument, document), viewer=operator, now=now)
    return Redirect("/admin/skills?saved=1", status_code=303)


def _values(skills: list[SkillRow], asked: Mapping[str, str]) -> FormTexts:
    known = next((skill for skill in skills if skill.slug == asked.get("edit")), None)
    word = asked.get("word", "")
    if known is None:
        slug = folded(word).replace(" ", "-")
        return FormTexts({"slug": slug, "labelFr": word, "labelEn": word})
    return FormTexts(
        {
            "slug": known.slug,
            "category": known.category,
            "labelFr": known.label_fr,
            "labelEn": known.label_en,
            "synonyms": ", ".join(known.synonyms),
        }
    )
