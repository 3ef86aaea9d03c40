"""The row that puts an earlier version in place of the present is called a rollback.

Its table keeps its name: the code of the release before goes on working on it. The first operation
fixes that name, so that the second one renames nothing in the database but the content type.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_indexes")]

    operations = [
        migrations.AlterModelTable("Hold", "cms_hold"),
        migrations.RenameModel("Hold", "Rollback"),
    ]
