"""What search engines read of a mentor's page (schema.org, as JSON-LD)."""

import json
from typing import Any

from mentorat.directory.schemas import MentorDetail


def person_document(mentor: MentorDetail, address: str) -> str:
    """The JSON-LD of a mentor, safe inside a script element."""
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": address,
        "url": address,
        "name": mentor.display_name,
        "description": mentor.headline,
        "knowsAbout": [skill.label for skill in mentor.skills] + mentor.own_skills,
        "knowsLanguage": mentor.languages,
        "makesOffer": {
            "@type": "Offer",
            "price": f"{mentor.hourly_rate_cents / 100:.2f}",
            "priceCurrency": mentor.currency,
        },
    }
    if mentor.image_url:
        document["image"] = mentor.image_url
    text = json.dumps(document, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
