"""A document's version is that of its own last change, and kept versions share what they say."""

from __future__ import annotations

import json
import zlib
from hashlib import sha256

from django.db import migrations, models


def share_what_versions_say(apps, schema_editor):
    """From one zlib of all envelopes of a version to the data of each document, once."""
    KeptVersion = apps.get_model("cms", "KeptVersion")
    KeptData = apps.get_model("cms", "KeptData")
    for kept in KeptVersion.objects.iterator():
        texts = json.loads(zlib.decompress(kept.documents))
        for key, text in texts.items():
            plain = text.encode()
            data = plain[plain.index(b'"data":') + 7 : plain.rfind(b',"message":')]
            digest = sha256(data).hexdigest()[:32]
            KeptData.objects.get_or_create(digest=digest, defaults={"data": zlib.compress(data, 1)})
            kept.digests[key] = digest
        kept.save(update_fields=["digests"])


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_page_search")]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "key",
                    models.CharField(max_length=100, primary_key=True, serialize=False),
                ),
                ("version", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=32)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="KeptData",
            fields=[
                (
                    "digest",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("data", models.BinaryField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddField("keptversion", "digests", models.JSONField(default=dict)),
        migrations.RunPython(share_what_versions_say, migrations.RunPython.noop),
        migrations.RemoveField("keptversion", "documents"),
        migrations.RemoveField("keptversion", "timestamp"),
        migrations.RemoveField("publication", "digests"),
    ]
