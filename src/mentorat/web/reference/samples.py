"""Samples of code for an operation, made of its description: curl, fetch, Python with httpx."""

import json
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

TOKEN = "MENTORAT_TOKEN"  # noqa: S105  the name of a variable
PHOTO = "photo.jpg"
JSON = "application/json"
UPLOAD = "multipart/form-data"
JAVASCRIPT = {True: "true", False: "false", None: "null"}
PYTHON = {True: "True", False: "False", None: "None"}


class Call(NamedTuple):
    """One request, as each of the samples sends it."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any = None
    upload: str | None = None  # the field that holds a file
    needs_token: bool = False
    is_answered: bool = True  # with a document to print


class Sample(NamedTuple):
    """A sample and what reads it."""

    name: str
    code: str


def samples(call: Call) -> list[Sample]:
    """The same request in each language; each ends with an error when it is refused."""
    return [
        Sample("curl", _curl(call)),
        Sample("fetch", _fetch(call)),
        Sample("Python", _python(call)),
    ]


def call_of(
    told: Mapping[str, Any], method: str, address: str, values: Mapping[str, Any] | None = None
) -> Call:
    """The request of an operation with the examples of its description; `address` is its path
    behind an origin. `values` replace parameters, and fields of the body, of their names."""
    values = values or {}
    shown: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for each in told.get("parameters", []):
        if "example" in each or each["name"] in values:
            shown[each["in"]][each["name"]] = values.get(each["name"], each.get("example"))
    for name, value in shown["path"].items():
        address = address.replace(f"{{{name}}}", quote(str(value), safe=""))
    query = urlencode(shown["query"], doseq=True, safe=":")
    content = told.get("requestBody", {}).get("content", {})
    upload = content.get(UPLOAD, {}).get("schema", {}).get("properties", {})
    return Call(
        method.upper(),
        address + (f"?{query}" if query else ""),
        {name: str(value) for name, value in shown["header"].items()},
        _with(content.get(JSON, {}).get("example"), values),
        next(iter(upload), None),
        needs_token=bool(told["security"]) and {} not in told["security"],
        is_answered=_is_answered(told["responses"]),
    )


def _with(body: Any, values: Mapping[str, Any]) -> Any:
    if not isinstance(body, dict):
        return body
    return {name: values.get(name, value) for name, value in body.items()}


def _is_answered(responses: Mapping[str, Any]) -> bool:
    return any(JSON in responses[status].get("content", {}) for status in responses)


def _curl(call: Call) -> str:
    parts = ["curl --fail-with-body"]
    if call.method != "GET":
        parts[0] += f" --request {call.method}"
    if call.needs_token:
        parts.append(f'--header "Authorization: Bearer ${TOKEN}"')
    parts += [f"--header {_quoted(f'{name}: {value}')}" for name, value in call.headers.items()]
    if call.upload:
        parts.append(f"--form {call.upload}=@{PHOTO}")
    elif call.body is not None:
        text = json.dumps(call.body, ensure_ascii=False, indent=2)
        parts += ["--header 'Content-Type: application/json'", f"--data {_quoted(text)}"]
    return " \\\n  ".join([*parts, _quoted(call.url)])


def _quoted(text: str) -> str:
    """A word of a shell; always in quotes, as people write them."""
    quoted = shlex.quote(text)
    return quoted if quoted != text else f"'{text}'"


def _fetch(call: Call) -> str:
    lines: list[str] = []
    if call.upload:
        lines = [
            'import { readFile } from "node:fs/promises";',
            "",
            "const form = new FormData();",
            f'form.append("{call.upload}", new Blob([await readFile("{PHOTO}")]), "{PHOTO}");',
        ]
    options = [f'  method: "{call.method}",'] if call.method != "GET" else []
    headers = [f"    Authorization: `Bearer ${{process.env.{TOKEN}}}`,"] if call.needs_token else []
    headers += [f"    {_text(name)}: {_text(value)}," for name, value in call.headers.items()]
    if call.body is not None:
        headers.append('    "Content-Type": "application/json",')
    if headers:
        options += ["  headers: {", *headers, "  },"]
    if call.upload:
        options.append("  body: form,")
    elif call.body is not None:
        options.append(f"  body: JSON.stringify({_literal(call.body, JAVASCRIPT, '  ')}),")
    opened = [f"const response = await fetch({_text(call.url)}, {{", *options, "});"]
    lines += opened if options else [f"const response = await fetch({_text(call.url)});"]
    lines.append("if (!response.ok) throw new Error(await response.text());")
    if call.is_answered:
        lines.append("console.log(await response.json());")
    return "\n".join(lines)


def _python(call: Call) -> str:
    lines = ["import os", ""] if call.needs_token else []
    lines += ["import httpx", ""]
    token = f'        "Authorization": f"Bearer {{os.environ[\'{TOKEN}\']}}",'
    headers = [token] if call.needs_token else []
    headers += [f"        {_text(name)}: {_text(value)}," for name, value in call.headers.items()]
    options = ["    headers={", *headers, "    },"] if headers else []
    if call.upload:
        lines.append(f'with open("{PHOTO}", "rb") as file:')
        lines.append("    photo = file.read()")
        options.append(f'    files={{"{call.upload}": ("{PHOTO}", photo)}},')
    elif call.body is not None:
        options.append(f"    json={_literal(call.body, PYTHON, '    ')},")
    opened = f"response = httpx.{call.method.lower()}("
    lines += [opened, f"    {_text(call.url)},", *options, "    timeout=30,", ")"]
    lines.append("response.raise_for_status()")
    if call.is_answered:
        lines.append("print(response.json())")
    return "\n".join(lines)


def _text(text: str) -> str:
    """A text between double quotes, as JavaScript and Python both read it."""
    return json.dumps(text, ensure_ascii=False)


def _literal(value: Any, words: Mapping[Any, str], indent: str, depth: int = 1) -> str:
    """A document as a literal of a language; `indent` is its step, `words` are its constants."""
    if value is None or isinstance(value, bool):
        return words[value]
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner, outer = indent * (depth + 1), indent * depth
    if isinstance(value, dict):
        each = [f"{_text(k)}: {_literal(v, words, indent, depth + 1)}" for k, v in value.items()]
        return "{\n" + "".join(f"{inner}{one},\n" for one in each) + outer + "}"
    return "[" + ", ".join(_literal(one, words, indent, depth) for one in value) + "]"
