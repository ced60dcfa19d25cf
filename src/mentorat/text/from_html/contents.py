"""What stands in an element."""

from mentorat.text.from_html.elements import Element


def within(element: Element) -> list[Element]:
    """Every element in an element, in order."""
    found: list[Element] = []
    stack = [child for child in reversed(element.children) if isinstance(child, Element)]
    while stack:
        inner = stack.pop()
        found.append(inner)
        stack += [child for child in reversed(inner.children) if isinstance(child, Element)]
    return found


def text_of(element: Element) -> str:
    """Its words, without any mark."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        child = stack.pop()
        if isinstance(child, str):
            parts.append(child)
        elif child.name == "br":
            parts.append("\n")
        else:
            stack += reversed(child.children)
    return "".join(parts)


def source_of(element: Element) -> str:
    """The address of what it shows."""
    names = ("src", "data", "data-src")
    found = [element.attributes.get(name, "").strip() for name in names]
    # A page that loads its pictures late shows a small one of its own first.
    url = next((url for url in found if url and not url.startswith("data:")), found[0])
    return f"https:{url}" if url.startswith("//") else url
