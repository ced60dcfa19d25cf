"""The samples of the API's pages run as they are printed: curl in a shell, fetch in Node, Python."""

import asyncio
import json
import os
import re
import shutil
import sys
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from mentorat.web.docs import SIGNED_BY_OTHERS
from mentorat.web.edge import Edge
from mentorat.web.operation_words import GROUPS
from mentorat.web.reference.example_values import MENTEE
from mentorat.web.reference.samples import TOKEN, Sample, call_of, samples
from tests.blog.test_pictures import a_picture
from tests.conftest import ORIGIN, Built
from tests.web.sample_site import SampleSite, sample_site
from tests.web.sample_walk import WALK

pytestmark = pytest.mark.anyio
__all__ = ["sample_site"]
PAGE = Path(__file__).parents[2] / "docs" / "api.md"
PROGRAMS = {
    "curl": ("bash", "-c"),
    "fetch": ("node", "--input-type=module", "-e"),
    "Python": (sys.executable, "-c"),
}


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each operation, by its id."""
    return {
        told["operationId"]: (method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    }


def printed(document: dict[str, Any], operation: str, origin: str) -> dict[str, str]:
    """The samples of an operation, by what reads them."""
    method, path, told = operations(document)[operation]
    found: list[Sample] = samples(call_of(told, method, origin + path))
    return {one.name: one.code for one in found}


def test_every_operation_that_others_may_call_is_walked(built: Built) -> None:
    known = operations(built("dev").state.openapi()).keys()
    assert {step.operation for step in WALK} == known - SIGNED_BY_OTHERS


async def test_the_pages_print_what_is_run(app: Edge, client: httpx2.AsyncClient) -> None:
    document = app.application.state.openapi()
    pages = [unescape((await client.get(f"/api/docs/{name}")).text) for name, *_ in GROUPS]
    whole = "".join(pages)
    for step in WALK:
        for name, code in printed(document, step.operation, ORIGIN).items():
            assert f"<code>{code}</code>" in whole, (step.operation, name)


async def run(
    sample: str, code: str, folder: Path, token: str, origin: str = ""
) -> tuple[int, str, str]:
    """How a program ends, what it prints, what it complains of."""
    program = PROGRAMS[sample]
    assert shutil.which(program[0]), f"{program[0]} is not installed"
    process = await asyncio.create_subprocess_exec(
        *program,
        code,
        cwd=folder,
        env={"PATH": os.environ["PATH"], TOKEN: token, "MENTORAT_URL": origin},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaint = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), complaint.decode()


@pytest.mark.timeout(600)  # sixty programs, one after the other
@pytest.mark.parametrize("name", PROGRAMS)
async def test_each_sample_does_what_it_shows(
    app: Edge,
    sample_site: SampleSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """Python's run one after the other in one interpreter: starting sixty costs a minute."""
    monkeypatch.chdir(tmp_path)
    document = app.application.state.openapi()
    (tmp_path / "photo.jpg").write_bytes(a_picture())
    for step in WALK:
        await step.prepare(sample_site)
        code = printed(document, step.operation, sample_site.origin)[name]
        token = sample_site.token(step.who) if step.who else ""
        if name == "Python":
            monkeypatch.setenv(TOKEN, token)
            await asyncio.to_thread(exec, compile(code, step.operation, "exec"), {})
            continue
        status, out, complaint = await run(name, code, tmp_path, token)
        assert status == 0, f"{step.operation}\n{code}\n{out}{complaint}"
        if name == "curl":
            fits(document, step.operation, out)


def fits(document: dict[str, Any], operation: str, out: str) -> None:
    """What was answered is as it is described, to the last field."""
    _, _, told = operations(document)[operation]
    for answer in told["responses"].values():
        for media, content in answer.get("content", {}).items():
            assert media == "application/json"
            schema = {**content["schema"], "components": document["components"]}
            found = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            problems = [str(one) for one in found.iter_errors(json.loads(out))]
            assert problems == [], (operation, out)


async def test_a_sample_ends_with_an_error_when_it_is_refused(
    app: Edge, sample_site: SampleSite, tmp_path: Path
) -> None:
    codes = printed(app.application.state.openapi(), "getMe", sample_site.origin)
    for name, code in codes.items():
        status, out, complaint = await run(name, code, tmp_path, "nonsense")
        assert status != 0, name
        assert "401" in out + complaint, name


async def test_the_commands_of_the_page_about_the_api_work(
    sample_site: SampleSite, tmp_path: Path
) -> None:
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 2
    token = sample_site.token(MENTEE)
    answers = [await run("curl", one, tmp_path, token, sample_site.origin) for one in blocks]
    assert [status for status, *_ in answers] == [0, 0]
    me, refused = (json.loads(out) for _, out, _ in answers)
    assert me["id"] == MENTEE
    assert {one["pointer"] for one in refused["errors"]} == {"/limit", "/price"}
