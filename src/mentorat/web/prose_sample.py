"""A long text with each of its parts, for the page of parts."""

from functools import cache

from mentorat.text.articles import render

TEXT = """
Relire, c'est **écouter** : on cherche d'abord [ce qui est clair](/blog/clair), puis le
*reste*[^1] !

## Trois questions

> "Pourquoi ce nom ?" vaut mieux que "ce nom est mauvais".

1. Que fait ce code ?
2. Comment le sait-on ?
   - par un test,
   - par une personne.

### En pratique

```python
@cache
def relire(code: str) -> list[str]:  # une fois
    return [f"ligne {n}" for n in range(12)]
```

```diff
- total = somme(prix)
+ total_centimes = sum(prix)
```

| Ce qu'on lit | Combien de temps | Ce qu'on en dit | À qui |
|--------------|-----------------:|:---------------:|-------|
| le nom       |            1 min |    toujours     | à deux |
| le test      |            5 min |  s'il manque    | à deux |

---

Puis `make check`, et c'est fini.

[^1]: L'habitude vient en dix relectures environ.
"""


@cache
def prose_sample() -> str:
    """It as HTML."""
    return render(TEXT, language="fr").html
