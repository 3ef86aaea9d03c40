"""Origins of what people uploaded, where it is in a bucket: the admin may show those alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from config.env import Environment


def of(env: Environment) -> list[str]:
    """Empty without a bucket: then pictures are the CMS's own."""
    if not env.aws_storage_bucket_name:
        return []
    if env.aws_s3_custom_domain:
        return [f"https://{env.aws_s3_custom_domain}"]
    region = f".{env.aws_s3_region_name}" if env.aws_s3_region_name else ""
    store = urlsplit(env.aws_s3_endpoint_url or f"https://s3{region}.amazonaws.com")
    # A bucket is a host of its own or a path of the store's, as its name and the store allow.
    return [
        f"{store.scheme}://{env.aws_storage_bucket_name}.{store.netloc}",
        f"{store.scheme}://{store.netloc}",
    ]
