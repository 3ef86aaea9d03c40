"""What search engines read: the sitemap, robots.txt, security.txt."""
