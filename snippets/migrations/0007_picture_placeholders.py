from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("snippets", "0006_private_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="siteimage",
            name="placeholder",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=40,
                verbose_name="blurred picture",
            ),
        ),
    ]
