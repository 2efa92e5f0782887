from django.apps import AppConfig

from community.kernel.backup import Backup


class KitchenConfig(AppConfig):
    name = "tests.kitchen"
    label = "kitchen"
    backup = Backup(models=["kitchen.Ingredient", "kitchen.Recipe"])
