"""How Hypothesis runs here: few examples, the same ones wherever nothing may be skipped (CI)."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    max_examples=60,
    deadline=None,  # two cores are shared; a slow moment is no mistake
    derandomize=os.environ.get("BIHUAN_REQUIRE_ALL") == "1",
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")
