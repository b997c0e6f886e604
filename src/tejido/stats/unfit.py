"""Why a model cannot be fitted: a code and the columns concerned, so that the caller can say it in the reader's language."""

from collections.abc import Sequence


class Unfit(ValueError):
    """Raised instead of returning a number that would look like an answer.

    `reason` is one of: infinite, constant, collinear, one_outcome, separated, no_events, too_few, few_repeats, not_converged.
    Of counted models besides: not_a_number, not_yes_no, not_whole, impossible_counts, negative_time, zero_time, overlapping_spells,
    immortal_time, knots, hazards_beyond_one, unknown_state, not_overdispersed.
    Of linear models and clusters: perfect, rounded, few_clusters, one_cluster; of adjusted p values: not_p_values.
    Of mixed models: few_groups, many_random, not_comparable, and, with positions in the random design, random_constant, random_collinear,
    random_unchanging.
    Of effects in routine data, pooling and bounds: no_overlap, one_group, no_spread, not_positive, outside_range, unequal_lengths,
    all_missing, none_missing, no_effect, no_counterfactual, unnamed, unknown_estimand, unknown_family, unknown_scale, unknown_method,
    unknown_errors.
    Of survival: not_a_cause, negative_weight, short_follow_up, not_two_groups, all_at_once, unvarying; many share zero_time, negative_time, not_whole, few_clusters.
    `columns` are positions in the design that was given.
    """

    def __init__(self, reason: str, columns: Sequence[int] = ()) -> None:
        self.reason = reason
        self.columns = tuple(columns)
        super().__init__(f"{reason} {list(self.columns)}" if columns else reason)
