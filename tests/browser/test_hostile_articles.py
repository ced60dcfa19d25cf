"""Hostile texts in a real browser, with no policy of ours to stop them."""

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

from mentorat.text.articles import render
from tests.text.articles.hostile import hostile_texts

HOOKS = """
  window.hits = []; window.at = null
  window.hit = () => void hits.push(at)
  window.onerror = () => true
"""
# As a reader would, and as an editor does that writes a preview into a page, three times over.
TOUCH = """
async texts => {
  const found = [], names = new Set()
  for (const start of [window, document])
    for (let owner = start; owner; owner = Object.getPrototypeOf(owner))
      Object.getOwnPropertyNames(owner).forEach(name => names.add(name))
  for (const [number, text] of texts.entries()) {
    at = number
    const place = document.body.appendChild(document.createElement('div'))
    place.innerHTML = text
    for (let turn = 0; turn < 3; turn++) {
      const again = place.innerHTML
      place.innerHTML = again
      if (place.innerHTML !== again) found.push([number, 'changes when it is read again'])
    }
    for (const door of place.querySelectorAll('a')) {
      if (!['http:', 'https:', 'mailto:'].includes(door.protocol)) {
        found.push([number, door.outerHTML])
        if (door.protocol === 'javascript:') door.click()
      }
    }
    for (const part of place.querySelectorAll('*')) {
      for (const kind of ['mouseover', 'focus', 'toggle', 'pointerdown', 'load', 'error']) part.dispatchEvent(new Event(kind))
      for (const name of part.getAttributeNames()) if (/^on|^style$|^name$|^srcdoc$|^action$|^form/.test(name)) found.push([number, name])
    }
    if (place.querySelector('script,iframe,object,embed,form,input,button,svg,math,style,base,link,meta,template,video,audio')) found.push([number, 'element'])
    if ([...place.querySelectorAll('[id]')].some(part => names.has(part.id))) found.push([number, 'id'])
    await new Promise(done => setTimeout(done, 4))
    place.remove()
  }
  return {found, hits: [...new Set(hits)]}
}
"""


def blank_page(chromium: Browser) -> Page:
    """A page of a site on the web without any policy; nothing leaves it."""
    page = chromium.new_context().new_page()
    page.route("**", lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html")
               if route.request.is_navigation_request() and route.request.frame == page.main_frame else route.abort())  # fmt: skip
    page.goto("https://blog.example/")
    page.evaluate(HOOKS)
    return page


def test_no_text_of_an_author_runs_in_a_readers_browser(chromium: Browser) -> None:
    texts = [hostile.text for hostile in hostile_texts()]
    page = blank_page(chromium)
    told = page.evaluate(TOUCH, [render(text, language="fr").html for text in texts])
    assert told == {"found": [], "hits": []}

    careless = MarkdownIt("commonmark", {"html": True}).enable("table")
    careless.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    told = page.evaluate(TOUCH, [careless.render(text) for text in texts])
    assert len(told["hits"]) > 30, "the texts do run where nobody stops them"
    page.context.close()


def test_no_text_of_an_author_runs_in_a_page_that_comes_whole(chromium: Browser) -> None:
    """Such a page is parsed otherwise than one that is written into."""
    texts = [hostile.text for hostile in hostile_texts()]
    page = blank_page(chromium)
    page.set_content("".join(render(text, language="en").html for text in texts))
    page.wait_for_timeout(100)
    assert page.evaluate("hits") == []
    page.set_content("".join(texts))
    page.wait_for_function("hits.length > 5")
    page.context.close()
