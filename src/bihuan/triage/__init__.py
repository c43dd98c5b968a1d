"""梳理归并、分类: each opinion is merged, routed or answered directly, with a reason."""
