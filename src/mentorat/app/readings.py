"""What anybody reads: strangers may be shown it a few seconds late, by a copy of the database."""

from mentorat.about.routes import discovery, sitemap
from mentorat.blog.routes import article, feeds, lists
from mentorat.blog.routes import card as article_card
from mentorat.directory.routes import card, embed, mentor, mentors, short_link

READINGS = [
    mentors.list_mentors,
    mentors.count_mentors,
    mentor.read_mentor,
    mentor.list_slots,
    lists.list_posts,
    article.read_article,
    mentors.show_mentors,
    mentor.show_mentor,
    card.show_card,
    embed.show_embed,
    short_link.follow_short_link,
    lists.show_blog,
    lists.show_tag,
    lists.show_author,
    lists.show_series,
    article.show_article,
    feeds.show_feed,
    feeds.show_tag_feed,
    feeds.show_author_feed,
    article_card.show_card,
    sitemap.show_sitemap,
    sitemap.show_sitemap_part,
    discovery.show_llms,
]
