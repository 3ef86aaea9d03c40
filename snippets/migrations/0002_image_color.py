from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("snippets", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="siteimage",
            name="color",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=7,
                verbose_name="main colour",
            ),
        ),
    ]
