"""The pages of the website and its site-wide metadata."""

from home.models.pages import ContentPage, HomePage
from home.models.site_metadata import SiteMetadata

__all__ = ["ContentPage", "HomePage", "SiteMetadata"]
