"""What readers of the blog may see: in the order of `access.ACTORS`."""

READING = """
GET /blog                                       200 200 200 200 200 200 200 200 200 303 303
GET /api/posts                                  200 200 200 200 200 200 200 200 200 401 401
GET /blog/{slug}                                404 404 404 404 404 404 404 404 404 303 303
GET /api/posts/{slug}                           404 404 404 404 404 404 404 404 404 401 401
GET /blog/tags/{tag}                            404 404 404 404 404 404 404 404 404 303 303
GET /blog/authors/{author}                      404 404 404 404 404 404 404 404 404 303 303
GET /blog/series/{series}                       404 404 404 404 404 404 404 404 404 303 303
GET /blog/feed.xml                              200 200 200 200 200 200 200 200 200 200 200
GET /blog/atom.xml                              200 200 200 200 200 200 200 200 200 200 200
GET /blog/feed.json                             200 200 200 200 200 200 200 200 200 200 200
GET /blog/tags/{tag}/{name}                     404 404 404 404 404 404 404 404 404 404 404
GET /blog/authors/{author}/{name}               404 404 404 404 404 404 404 404 404 404 404
POST /blog/{slug}/reads                         204 204 204 204 204 204 204 204 204 204 204
GET /blog/{slug}/card.png                       404 404 404 404 404 404 404 404 404 404 404
GET /write/{post}/figures                       303 303 200 404 404 404 404 200 404 303 303
GET /admin/posts/figures                        303 403 403 403 403 200 303 403 403 303 303
GET /sitemaps/{name}                            404 404 404 404 404 404 404 404 404 404 404
GET /llms.txt                                   200 200 200 200 200 200 200 200 200 200 200
"""
