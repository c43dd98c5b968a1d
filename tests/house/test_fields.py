"""Every field of every model has been decided on: public or private."""

from django.apps import apps

from tests.house.fields import PRIVATE, PUBLIC


def test_every_field_is_on_exactly_one_of_the_two_lists() -> None:
    for model in apps.get_app_config("bihuan").get_models():
        stored = {field.name for field in model._meta.get_fields() if field.concrete}
        public = set(PUBLIC.get(model.__name__, "").split())
        private = set(PRIVATE.get(model.__name__, "").split())
        assert public & private == set(), model.__name__
        assert public | private == stored, model.__name__


def test_no_list_names_a_model_that_is_gone() -> None:
    models = {model.__name__ for model in apps.get_app_config("bihuan").get_models()}
    assert set(PUBLIC) | set(PRIVATE) <= models
