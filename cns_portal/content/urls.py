"""Addresses of the pages that editors write: below a language."""

from django.urls import path

from cns_portal.content.views import entries, lists, opinions, preview, searching

app_name = "content"

urlpatterns = [
    path("situations/<slug:slug>/", entries.Situation.as_view(), name="situation"),
    path("procedures/", lists.Procedures.as_view(), name="procedures"),
    path("procedures/<slug:slug>/", entries.Procedure.as_view(), name="procedure"),
    path("news/", lists.News.as_view(), name="news"),
    path("news/<slug:slug>/", entries.NewsItem.as_view(), name="news_item"),
    path("questions/", lists.Questions.as_view(), name="questions"),
    path("who-does-what/", searching.Directory.as_view(), name="directory"),
    path("who-does-what/<slug:slug>/", entries.Body.as_view(), name="body"),
    path("opinion/", opinions.Opinion.as_view(), name="opinion"),
    path("opinion/thanks/", opinions.Thanks.as_view(), name="opinion_thanks"),
    path("search/", searching.Search.as_view(), name="search"),
    path("preview/<slug:kind>/<slug:slug>/", preview.Preview.as_view(), name="preview"),
]
