from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("snippets", "0005_choices_of_what_was_deleted"),
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
