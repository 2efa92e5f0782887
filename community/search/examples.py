"""Search in the reference of REST."""

from community.kernel.examples import tag

tag("search", "Topics, posts, categories, tags and members by words and operators.")
tag("searches", "The caller's recent searches.")
