"""Tables of pages, where Markdown has a table for them."""

from mentorat.text.from_html.elements import Element

COLUMNS_MAX = 50
Rows = list[list[Element]]


def table_rows(table: Element) -> Rows:
    """The cells of each row; of a table in a cell, nothing."""
    found: Rows = []
    stack = [table]
    while stack:
        element = stack.pop()
        inner = [child for child in element.children if isinstance(child, Element)]
        if element.name == "tr":
            found.append([cell for cell in inner if cell.name in {"td", "th"}])
        else:
            stack += [c for c in reversed(inner) if c.name in {"thead", "tbody", "tfoot", "tr"}]
    return [row for row in found if row]


def written_table(table: Element, rows: Rows, cells: list[list[str]]) -> str | None:
    """The table as Markdown writes one; None for cells that span others, are as many as nobody
    reads, or hold paragraphs, lists and tables."""
    width = max(len(row) for row in rows)
    if width > COLUMNS_MAX or any(_is_odd(cell) for row in rows for cell in row):
        return None
    padded = [row + [""] * (width - len(row)) for row in cells]
    has_head = any(cell.name == "th" for cell in rows[0]) or any(
        isinstance(child, Element) and child.name == "thead" for child in table.children
    )
    head, body = (padded[0], padded[1:]) if has_head else ([""] * width, padded)
    lines = [head, ["---"] * width, *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_odd(cell: Element) -> bool:
    spans = (cell.attributes.get("colspan", "1"), cell.attributes.get("rowspan", "1"))
    inner = [child.name for child in cell.children if isinstance(child, Element)]
    return (
        spans != ("1", "1")
        or bool({"ul", "ol", "table", "pre"} & set(inner))
        or inner.count("p") > 1
    )
