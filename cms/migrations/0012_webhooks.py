"""Endpoints that hear of publishes, and what they were sent: see cms/webhooks."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0011_change_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "address",
                    models.CharField(
                        help_text="Where messages are posted to, such as https://www.example.com/webhooks",
                        max_length=500,
                        verbose_name="address",
                    ),
                ),
                ("events", models.JSONField(default=list, verbose_name="events")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                (
                    "secret",
                    models.CharField(editable=False, max_length=100),
                ),
                ("old_secret", models.CharField(blank=True, editable=False, max_length=100)),
                ("old_secret_until", models.DateTimeField(editable=False, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("works", "Works"),
                            ("paused", "Paused: it failed too long"),
                            ("gone", "Off: the receiver wants no more (410)"),
                        ],
                        default="works",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("seen", models.BigIntegerField(default=0, editable=False)),
                ("failures", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "attempt_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("leased_by", models.IntegerField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=60, unique=True)),
                ("type", models.CharField(max_length=50)),
                ("version", models.BigIntegerField(null=True)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be delivered"),
                            ("done", "Delivered"),
                            ("failed", "Failed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("attempts", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="cms.webhook",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["webhook", "id"],
                        name="open_deliveries",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("webhook", "version", "type"), name="one_delivery_of_an_event"
                    )
                ],
            },
        ),
    ]
