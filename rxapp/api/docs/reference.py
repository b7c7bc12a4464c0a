"""`/api`: the OpenAPI document as a page for people. No script at all, and nothing from elsewhere."""

from html import escape
from typing import Any

REFERENCES = "#/components/schemas/"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<meta name="description" content="{about}">
<meta name="twitter:card" content="summary_large_image">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{about}">
<meta property="og:site_name" content="{store}">
<meta property="og:image" content="{origin}/share/shelf.png">
<link rel="preload" href="/fonts/fraunces.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/fonts/inter.woff2" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/plain/reset.css">
<link rel="stylesheet" href="/css/tokens.css">
<link rel="stylesheet" href="/css/fonts.css">
<link rel="stylesheet" href="/css/base.css">
<link rel="stylesheet" href="/css/fields.css">
<link rel="stylesheet" href="/plain/plain.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><a class="serif" href="/">{store}</a><a href="/openapi.json">openapi.json</a></header>
<main class="reference" id="content" tabindex="-1">
<h1>{title}</h1>
<p>{description}</p>
<p>A page that uses them: <a href="/plain/">/plain/</a>.</p>
<h2>Endpoints</h2>
{operations}
<h2>Errors</h2>
<p>Every refusal looks like <code>{{"error": {{"code": "…", "message": "…"}}}}</code>; the message may be shown.</p>
{errors}
<h2>Shapes</h2>
{shapes}
</main>
</body>
</html>
"""


ABOUT = "The same cart and checkout, for programs."


def page(document: dict[str, Any], store: str) -> str:
    """The page, as HTML."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    answers = sorted(name for name in schemas if name not in _bodies(document))
    return PAGE.format(
        title=escape(document["info"]["title"]),
        store=escape(store),
        about=escape(ABOUT),
        origin=escape(document["servers"][0]["url"]),
        description=escape(document["info"]["description"]),
        operations="\n".join(
            _operation(method, path, operation, schemas)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ),
        errors=_errors(document),
        shapes="\n".join(_shape(name, schemas[name]) for name in answers),
    )


def _bodies(document: dict[str, Any]) -> set[str]:
    operations = (operation for methods in document["paths"].values() for operation in methods.values())
    return {_named(_schema(one["requestBody"])) for one in operations if "requestBody" in one}


def _operation(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    answer = _named(_schema(operation["responses"]["200"]))
    details = f"<p>{escape(operation['description'])}</p>" if operation["description"] else ""
    return (
        f'<section class="card" id="{escape(operation["operationId"])}">'
        f'<h3><span class="method">{method.upper()}</span> <code>{escape(path)}</code></h3>'
        f"<p>{escape(operation['summary'])}</p>{details}{_fields(_input(operation, schemas))}"
        f'<p class="quiet">Answers with <a href="#{answer}">{answer}</a></p></section>'
    )


def _input(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "requestBody" in operation:
        return schemas[_named(_schema(operation["requestBody"]))]
    parameters = operation["parameters"]
    return {
        "properties": {one["name"]: one["schema"] | {"description": one["description"]} for one in parameters},
        "required": [one["name"] for one in parameters if one["required"]],
    }


def _shape(name: str, schema: dict[str, Any]) -> str:
    about = f"<p>{escape(schema['description'])}</p>" if "description" in schema else ""
    values = ", ".join(map(str, schema.get("enum", ())))
    return f'<section class="card" id="{name}"><h3>{name}</h3>{about}{escape(values)}{_fields(schema)}</section>'


def _fields(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    rows = "".join(_field(name, one, name in required) for name, one in schema.get("properties", {}).items())
    return f'<dl class="entries">{rows}</dl>' if rows else ""


def _field(name: str, schema: dict[str, Any], required: bool) -> str:
    examples = ", ".join(f"<code>{escape(str(example))}</code>" for example in schema.get("examples", ()))
    about = escape(schema.get("description", "")) + (f" For example {examples}." if examples else "")
    optional = "" if required else ' <span class="quiet">optional</span>'
    return f"<div><dt><code>{escape(name)}</code>{optional}</dt><dd>{_type(schema)}</dd><dd>{about}</dd></div>"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = _named(schema)
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return escape(str(schema.get("type", schema.get("const", "any"))))


def _errors(document: dict[str, Any]) -> str:
    operations = (operation for methods in document["paths"].values() for operation in methods.values())
    meanings = {status: one["description"] for each in operations for status, one in each["responses"].items()}
    rows = "".join(
        f"<div><dt>{status}</dt><dd>{escape(meaning)}</dd></div>"
        for status, meaning in sorted(meanings.items())
        if status != "200"
    )
    return f'<dl class="entries">{rows}</dl>'


def _schema(with_content: dict[str, Any]) -> dict[str, Any]:
    return with_content["content"]["application/json"]["schema"]


def _named(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).removeprefix(REFERENCES)
